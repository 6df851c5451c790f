package persistence

import (
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// newExecution stores a QUEUED execution with input, in a session of its own.
func newExecution(t *testing.T, s *Store) uuid.UUID {
	t.Helper()
	session := executor.Session{ID: newID(t), Status: executor.SessionActive}
	if err := s.CreateSession(t.Context(), session); err != nil {
		t.Fatalf("CreateSession: %v", err)
	}
	e := executor.Execution{ID: newID(t), SessionID: session.ID, Code: "1", Language: "python"}
	if err := s.CreateExecution(t.Context(), e, executor.Input{Stdin: []byte("in"), Interactive: true}); err != nil {
		t.Fatalf("CreateExecution: %v", err)
	}
	return e.ID
}

// claimOnce stores an execution and claims it for an hour.
func claimOnce(t *testing.T, s *Store) executor.AttemptID {
	t.Helper()
	job, err := s.Claim(t.Context(), claimOf(newExecution(t, s)))
	if err != nil {
		t.Fatalf("Claim: %v", err)
	}
	return job.Attempt
}

func claimOf(id uuid.UUID) executor.Claim {
	return executor.Claim{ExecutionID: id, WorkerID: "worker", Lease: time.Hour, MaxFailures: 3}
}

func newID(t *testing.T) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatalf("uuid.NewV7: %v", err)
	}
	return id
}

// newKey returns a key that nobody else has.
func newKey() executor.IdempotencyKey {
	return executor.IdempotencyKey{ID: sha256.Sum256([]byte(rand.Text())), Lifetime: executor.KeyLifetime}
}
