package persistence

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

var ageKeys = portable(`UPDATE idempotency_keys SET created_at = {now - ?}`)

// age makes all keys that old.
func age(t *testing.T, s *Store, by time.Duration) {
	t.Helper()
	if _, err := s.write.Exec(s.dialect.text(ageKeys), by.Microseconds()); err != nil {
		t.Fatalf("age the keys: %v", err)
	}
}

// runOnce stores a new execution under the key, and returns it beside the one
// that the key stands for.
func runOnce(t *testing.T, s *Store, session uuid.UUID, key executor.IdempotencyKey) (asked, got uuid.UUID) {
	t.Helper()
	e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
	got, err := s.CreateExecutionOnce(t.Context(), e, executor.Input{}, key)
	if err != nil {
		t.Fatalf("CreateExecutionOnce: %v", err)
	}
	return e.ID, got
}

// A key counts for a day and no longer, whether or not it has been deleted.
func TestKeysCountForADay(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session, key := newSession(t, s), newKey()
		first, _ := runOnce(t, s, session, key)
		age(t, s, executor.KeyLifetime-time.Minute)
		if n, err := s.ForgetKeys(t.Context(), executor.KeyLifetime, 10); n != 0 || err != nil {
			t.Errorf("ForgetKeys a minute early: got %d and error %v, want 0", n, err)
		}
		if _, got := runOnce(t, s, session, key); got != first {
			t.Errorf("CreateExecutionOnce a minute before the day is over: got %v, want the first, %v", got, first)
		}
		age(t, s, executor.KeyLifetime)
		if second, got := runOnce(t, s, session, key); got != second {
			t.Errorf("CreateExecutionOnce after a day: got %v, want a new one, %v", got, second)
		}
		age(t, s, executor.KeyLifetime)
		if n, err := s.ForgetKeys(t.Context(), executor.KeyLifetime, 10); n != 1 || err != nil {
			t.Errorf("ForgetKeys after a day: got %d and error %v, want 1", n, err)
		}
		wantRows(t, s, map[string]int{"idempotency_keys": 0, "executions": 2})
	})
}

// A key that is taken anew just when it would be forgotten stays.
func TestForgettingSparesAKeyThatIsTakenAnew(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseURL: postgrestest.New(t)}
	s, other := openMigrated(t, cfg), openStore(t, cfg)
	session, key := newSession(t, s), newKey()
	runOnce(t, s, session, key)
	age(t, s, executor.KeyLifetime)
	blocker, err := other.write.Beginx()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer func() { _ = blocker.Rollback() }()
	if _, err := blocker.Exec(other.dialect.text(ageKeys), 0); err != nil {
		t.Fatalf("take the key anew: %v", err)
	}
	forgotten := make(chan int, 1)
	go func() {
		n, err := s.ForgetKeys(t.Context(), executor.KeyLifetime, 10)
		if err != nil {
			t.Errorf("ForgetKeys: %v", err)
		}
		forgotten <- n
	}()
	awaitLock(t, other, "DELETE FROM idempotency_keys")
	if err := blocker.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	if n := <-forgotten; n != 0 {
		t.Errorf("ForgetKeys: got %d, want 0", n)
	}
	wantRows(t, s, map[string]int{"idempotency_keys": 1})
}

// The keys of a session go with it. That of an execution which was deleted
// stays, or else its program could run again.
func TestAKeyOutlivesItsExecutionButNotItsSession(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session, key := newSession(t, s), newKey()
		first, _ := runOnce(t, s, session, key)
		if _, err := s.write.Exec(`DELETE FROM executions`); err != nil {
			t.Fatalf("delete the executions: %v", err)
		}
		if _, got := runOnce(t, s, session, key); got != first {
			t.Errorf("CreateExecutionOnce after its execution was deleted: got %v, want %v", got, first)
		}
		if _, err := s.write.Exec(`DELETE FROM code_sessions`); err != nil {
			t.Fatalf("delete the sessions: %v", err)
		}
		wantRows(t, s, map[string]int{"idempotency_keys": 0})
	})
}
