package persistence

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// Several APIs, each with a Store of its own, are sent one request: there is
// one execution, and all of them tell its id.
func TestOneKeyMakesOneExecutionAcrossProcesses(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		stores := []*Store{openMigrated(t, cfg), openStore(t, cfg), openStore(t, cfg)}
		session := newSession(t, stores[0])
		const rounds, requests = 10, 12
		for range rounds {
			key, got := newKey(), make([]uuid.UUID, requests)
			var all sync.WaitGroup
			for i := range requests {
				e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
				all.Go(func() {
					var err error
					got[i], err = stores[i%len(stores)].CreateExecutionOnce(t.Context(), e, executor.Input{Stdin: []byte("in")}, key)
					if err != nil {
						t.Errorf("CreateExecutionOnce: %v", err)
					}
				})
			}
			all.Wait()
			if len(slices.Compact(got)) != 1 {
				t.Fatalf("CreateExecutionOnce of one key: got ids %v, want one", got)
			}
		}
		wantRows(t, stores[0], map[string]int{"executions": rounds, "execution_inputs": rounds, "idempotency_keys": rounds})
	})
}

// When the second of two rows cannot be written, the first is not.
func TestAKeyIsNotKeptWithoutItsExecution(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		e := executor.Execution{ID: newID(t), SessionID: newSession(t, s), Code: "1", Language: "python"}
		refused, key := e, newKey()
		refused.ID = newExecution(t, s) // is taken
		if _, err := s.CreateExecutionOnce(t.Context(), refused, executor.Input{}, key); err == nil {
			t.Error("CreateExecutionOnce with a taken id: got no error")
		}
		wantRows(t, s, map[string]int{"executions": 1, "idempotency_keys": 0})
		if id, err := s.CreateExecutionOnce(t.Context(), e, executor.Input{}, key); id != e.ID || err != nil {
			t.Errorf("CreateExecutionOnce after a failure: got %v and error %v, want %v", id, err, e.ID)
		}
	})
}

// An API that dies between the two rows leaves neither, and another that is
// asked again makes both.
func TestACrashBetweenKeyAndExecutionLeavesNeither(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseURL: postgrestest.New(t)}
	s, other := openMigrated(t, cfg), openStore(t, cfg)
	session, key := newSession(t, s), newKey()
	blocker, err := other.write.Begin()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer func() { _ = blocker.Rollback() }()
	if _, err := blocker.Exec(`LOCK TABLE executions IN SHARE MODE`); err != nil {
		t.Fatalf("lock the executions: %v", err)
	}
	died := make(chan error, 1)
	e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
	go func() {
		_, err := s.CreateExecutionOnce(t.Context(), e, executor.Input{}, key)
		died <- err
	}()
	killWaiting(t, other)
	if err := <-died; !errors.Is(err, executor.ErrUnavailable) {
		t.Errorf("CreateExecutionOnce on a connection that ended: got error %v, want %v", err, executor.ErrUnavailable)
	}
	if err := blocker.Rollback(); err != nil {
		t.Fatalf("unlock the executions: %v", err)
	}
	wantRows(t, other, map[string]int{"executions": 0, "idempotency_keys": 0})
	if id, err := other.CreateExecutionOnce(t.Context(), e, executor.Input{}, key); id != e.ID || err != nil {
		t.Errorf("CreateExecutionOnce after the crash: got %v and error %v, want %v", id, err, e.ID)
	}
	wantRows(t, other, map[string]int{"executions": 1, "idempotency_keys": 1})
}

// killWaiting ends the connection that has stored a key and waits to store its
// execution.
func killWaiting(t *testing.T, s *Store) {
	t.Helper()
	if _, err := s.write.Exec(`SELECT pg_terminate_backend($1)`, awaitLock(t, s, "INSERT INTO executions")); err != nil {
		t.Fatalf("pg_terminate_backend: %v", err)
	}
}

// awaitLock waits until a connection waits for a lock in a statement that
// begins like this, and returns the process that serves it.
func awaitLock(t *testing.T, s *Store, statement string) (pid int) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(10 * time.Second); ; <-tick.C {
		err := s.read.Get(&pid, `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
			AND wait_event_type = 'Lock' AND ltrim(query, E' \n\t') LIKE $1 || '%'`, statement)
		if err == nil {
			return pid
		}
		if time.Now().After(deadline) {
			t.Fatalf("no connection waits for a lock in %s after 10s: %v", statement, err)
		}
	}
}

func newSession(t *testing.T, s *Store) uuid.UUID {
	t.Helper()
	session := executor.Session{ID: newID(t), Status: executor.SessionActive}
	if err := s.CreateSession(t.Context(), session); err != nil {
		t.Fatalf("CreateSession: %v", err)
	}
	return session.ID
}

// wantRows checks how many rows tables have.
func wantRows(t *testing.T, s *Store, want map[string]int) {
	t.Helper()
	for table, n := range want {
		var got int
		if err := s.read.Get(&got, `SELECT count(*) FROM `+table); err != nil || got != n {
			t.Errorf("rows of %s: got %d and error %v, want %d", table, got, err, n)
		}
	}
}
