package executortest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// storeTest is one test over one empty Store.
type storeTest struct {
	*testing.T
	Store
}

const (
	program     = "print('héllo')"
	longLease   = time.Hour // outlasts every test
	expired     = 0         // a lease that has passed as soon as it is given
	maxFailures = 3
)

// newID makes an id that sorts after those before.
func (s storeTest) newID() uuid.UUID {
	s.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		s.Fatalf("uuid.NewV7: %v", err)
	}
	return id
}

// session stores a new session.
func (s storeTest) session() uuid.UUID {
	s.Helper()
	id := s.newID()
	err := s.CreateSession(s.Context(), executor.Session{ID: id, Status: executor.SessionActive})
	if err != nil {
		s.Fatalf("CreateSession(%s): %v", id, err)
	}
	return id
}

// queuedIn stores a new execution in the session.
func (s storeTest) queuedIn(session uuid.UUID, in executor.Input) uuid.UUID {
	s.Helper()
	e := executor.Execution{ID: s.newID(), SessionID: session, Code: program, Language: "python"}
	if err := s.CreateExecution(s.Context(), e, in); err != nil {
		s.Fatalf("CreateExecution(%+v): %v", e, err)
	}
	return e.ID
}

// queued stores a new execution in a session of its own.
func (s storeTest) queued() uuid.UUID {
	s.Helper()
	return s.queuedIn(s.session(), executor.Input{})
}

// claim asks for the next attempt.
func (s storeTest) claim(id uuid.UUID, worker string, lease time.Duration) (executor.Job, error) {
	return s.Claim(s.Context(), executor.Claim{
		ExecutionID: id, WorkerID: worker, Lease: lease, MaxFailures: maxFailures,
	})
}

// mustClaim gets the next attempt.
func (s storeTest) mustClaim(id uuid.UUID, worker string, lease time.Duration) executor.Job {
	s.Helper()
	job, err := s.claim(id, worker, lease)
	if err != nil {
		s.Fatalf("Claim(%s by %s): got error %v, want a job", id, worker, err)
	}
	return job
}

// claimed is a new execution's first attempt.
func (s storeTest) claimed(lease time.Duration) executor.Job {
	s.Helper()
	return s.mustClaim(s.queued(), "worker-1", lease)
}

// execution reads an execution that must be there.
func (s storeTest) execution(id uuid.UUID) executor.Execution {
	s.Helper()
	e, err := s.Execution(s.Context(), id)
	if err != nil {
		s.Fatalf("Execution(%s): %v", id, err)
	}
	return e
}

// wantError checks that call failed as want, or succeeded if want is nil.
func (s storeTest) wantError(call string, got, want error) {
	s.Helper()
	if !errors.Is(got, want) {
		s.Errorf("%s: got error %v, want %v", call, got, want)
	}
}

// equal checks one value that call gave.
func equal[V comparable](t testing.TB, call string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", call, got, want)
	}
}

// absent checks that call gave no value.
func absent[V any](t testing.TB, call string, got *V) {
	t.Helper()
	if got != nil {
		t.Errorf("%s: got %v, want none", call, *got)
	}
}
