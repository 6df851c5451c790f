package persistence

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// crowd is executions of one session, every hundredth of which has not ended,
// each with an attempt and an idempotency key. Inputs are the session and how
// many.
var crowd = []statement{
	{
		postgres: `INSERT INTO executions (id, session_id, code, language, status, stdout, created_at)
			SELECT gen_random_uuid(), $1::uuid, '1', 'python', CASE WHEN n % 100 = 0 THEN 'QUEUED' ELSE 'COMPLETED' END, repeat('x', 1000), now()
			FROM generate_series(1, $2) n`,
		sqlite: `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?2)
			INSERT INTO executions (id, session_id, code, language, status, stdout, created_at)
			SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
			             || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
			       ?1, '1', 'python', CASE WHEN n % 100 = 0 THEN 'QUEUED' ELSE 'COMPLETED' END, printf('%.1000c', 'x'), 0
			FROM s`,
	},
	portable(`INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at, finished_at, termination)
		SELECT id, 1, 'w', created_at, created_at, created_at, 'exited' FROM executions WHERE status = 'COMPLETED'`),
	{
		postgres: `INSERT INTO idempotency_keys (id, fingerprint, session_id, execution_id, created_at)
			SELECT sha256(id::text::bytea), sha256('x'), session_id, id, now() FROM executions`,
		sqlite: `INSERT INTO idempotency_keys (id, fingerprint, session_id, execution_id, created_at)
			SELECT randomblob(32), randomblob(32), session_id, id, 0 FROM executions`,
	},
}

func fillSession(t *testing.T, s *Store, n int) uuid.UUID {
	t.Helper()
	session := newSession(t, s)
	for i, sql := range crowd {
		args := []any{session, n}
		if i > 0 {
			args = nil
		}
		if _, err := s.write.Exec(s.dialect.text(sql), args...); err != nil {
			t.Fatalf("fill the session: %v", err)
		}
	}
	return session
}

// TestALargeSessionIsDeletedInBatches: from the first of them on it is gone for
// everyone, whoever makes the others.
func TestALargeSessionIsDeletedInBatches(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		const n = 5_000
		session := fillSession(t, s, n)
		list, err := s.Executions(t.Context(), session, uuid.Nil, 1)
		if err != nil || len(list) != 1 {
			t.Fatalf("Executions: %v, %v, want one", list, err)
		}
		unfinished, err := s.DeleteSession(t.Context(), session)
		if err != nil || len(unfinished) != n/100 {
			t.Fatalf("DeleteSession: %d unfinished and error %v, want %d", len(unfinished), err, n/100)
		}
		wantDeleted(t, s, session, list[0].ID)
		batches := 0
		for found := true; found; batches++ {
			if found, err = s.PurgeSession(t.Context()); err != nil {
				t.Fatalf("PurgeSession: %v", err)
			}
		}
		if batches < n/deleteBatch {
			t.Errorf("it took %d batches, want %d at least", batches, n/deleteBatch)
		}
		wantRows(t, s, map[string]int{"code_sessions": 0, "executions": 0, "execution_attempts": 0, "idempotency_keys": 0, "session_deletions": 0})
	})
}

// wantDeleted checks that nobody can tell the session and its execution from
// what never was, although the rows are there.
func wantDeleted(t *testing.T, s *Store, session, execution uuid.UUID) {
	t.Helper()
	pending, err := s.DeletionPending(t.Context())
	if err != nil || !pending {
		t.Fatalf("DeletionPending: %t, %v, want true", pending, err)
	}
	e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
	for call, do := range map[string]func() error{
		"Session":        func() error { _, err := s.Session(t.Context(), session); return err },
		"Execution":      func() error { _, err := s.Execution(t.Context(), execution); return err },
		"ExecutionOwner": func() error { _, err := s.ExecutionOwner(t.Context(), execution); return err },
		"DeleteSession":  func() error { _, err := s.DeleteSession(t.Context(), session); return err },
		"SaveDraft": func() error {
			_, err := s.SaveDraft(t.Context(), executor.DraftChange{SessionID: session, Code: new("1")})
			return err
		},
		"CreateExecution": func() error { return s.CreateExecution(t.Context(), e, executor.Input{}) },
		"CreateExecutionOnce": func() error {
			_, err := s.CreateExecutionOnce(t.Context(), e, executor.Input{Stdin: []byte("1")}, newKey())
			return err
		},
	} {
		if err := do(); !errors.Is(err, executor.ErrNotFound) {
			t.Errorf("%s of a deleted session: got error %v, want %v", call, err, executor.ErrNotFound)
		}
	}
	if list, err := s.Executions(t.Context(), session, uuid.Nil, 10); err != nil || len(list) != 0 {
		t.Errorf("Executions of a deleted session: got %d and error %v, want none", len(list), err)
	}
}

// TestWhatIsLeftOfADeletedSessionDoesNotRun: who deleted it has died before it ended
// what waited and ran.
func TestWhatIsLeftOfADeletedSessionDoesNotRun(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		queued, running := newExecution(t, s), newExecution(t, s)
		expired := claimOf(running)
		expired.Lease = time.Microsecond
		if _, err := s.Claim(t.Context(), expired); err != nil {
			t.Fatalf("Claim: %v", err)
		}
		listed := func() (n [4]int) {
			due, err1 := s.Due(t.Context(), 0, 10)
			lapsed, err2 := s.Lapsed(t.Context(), "other", 10)
			waiting, err3 := s.Waiting(t.Context(), "", 10)
			of, err4 := s.WaitingOf(t.Context(), clientOf(t, s, queued), uuid.Max, 10)
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				t.Errorf("Due, Lapsed, Waiting, WaitingOf: got error %v", err)
			}
			return [4]int{len(due), len(lapsed), len(waiting), len(of)}
		}
		if n := listed(); n != [4]int{2, 1, 1, 1} {
			t.Errorf("before, Due, Lapsed, Waiting and WaitingOf list %v, want 2, 1, 1 and 1", n)
		}
		if _, err := s.write.Exec(s.dialect.text(portable(`INSERT INTO session_deletions SELECT id, {now} FROM code_sessions`))); err != nil {
			t.Fatal(err)
		}
		if n := listed(); n != [4]int{} {
			t.Errorf("Due, Lapsed, Waiting and WaitingOf list %v, want none", n)
		}
		for name, id := range map[string]uuid.UUID{"QUEUED": queued, "RUNNING": running} {
			if _, err := s.Claim(t.Context(), claimOf(id)); !errors.Is(err, executor.ErrNotClaimable) {
				t.Errorf("Claim of what is %s: got error %v, want %v", name, err, executor.ErrNotClaimable)
			}
		}
	})
}

func clientOf(t *testing.T, s *Store, execution uuid.UUID) (client string) {
	t.Helper()
	err := s.read.Get(&client, s.dialect.text(portable(`SELECT client FROM execution_clients WHERE execution_id = ?`)), execution)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A key that stood for a session which is deleted makes another.
func TestAKeyOfADeletedSessionIsFree(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		key := newKey()
		make := func() uuid.UUID {
			id, err := s.CreateSessionOnce(t.Context(), executor.Session{ID: newID(t), Status: executor.SessionActive}, key)
			if err != nil {
				t.Fatalf("CreateSessionOnce: %v", err)
			}
			return id
		}
		first := make()
		if _, err := s.write.Exec(s.dialect.text(markDeleted), first); err != nil {
			t.Fatalf("mark deleted: %v", err)
		}
		if second := make(); second == first {
			t.Error("CreateSessionOnce gives the deleted session, want a new one")
		}
	})
}

// TestOthersGoOnWhileASessionIsDeleted: with 100,000 executions in it (in SQLite a
// tenth, which takes as long), it is deleted well within the 5 s that the API
// waits, and nobody beside waits long.
func TestOthersGoOnWhileASessionIsDeleted(t *testing.T) { // not parallel: it measures how long others wait
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		n := 100_000
		if s.dialect.driver == sqlite.driver {
			n /= 10
		}
		session, other := fillSession(t, s, n), newSession(t, s)
		done := make(chan error, 1)
		go func() {
			began := time.Now()
			_, err := s.DeleteSession(t.Context(), session)
			if took := time.Since(began); took > 3*time.Second {
				err = errors.Join(err, fmt.Errorf("it took %v, want 3s at most", took))
			}
			for found := true; found && err == nil; {
				found, err = s.PurgeSession(t.Context())
			}
			done <- err
		}()
		runs, longest := 0, time.Duration(0)
		for {
			select {
			case err := <-done:
				if err != nil {
					t.Errorf("deletion: %v", err)
				}
				t.Logf("%d runs beside the deletion, the longest in %v", runs, longest)
				if runs < 20 || longest > time.Second {
					t.Errorf("%d runs beside the deletion, the longest in %v; want 20, and a second at most", runs, longest)
				}
				return
			default:
			}
			began := time.Now()
			e := executor.Execution{ID: newID(t), SessionID: other, Code: "1", Language: "python"}
			if err := s.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
				t.Fatalf("CreateExecution: %v", err)
			}
			if _, err := s.Claim(t.Context(), claimOf(e.ID)); err != nil {
				t.Fatalf("Claim: %v", err)
			}
			runs, longest = runs+1, max(longest, time.Since(began))
		}
	})
}

func TestOneHolderHasADuty(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		for _, step := range []struct {
			name, holder string
			term         time.Duration
			want         bool
		}{
			{"tidy", "a", time.Hour, true}, {"tidy", "b", time.Hour, false}, {"cook", "b", time.Hour, true},
			{"tidy", "a", 0, true}, {"tidy", "b", time.Hour, true}, {"tidy", "a", time.Hour, false},
		} {
			got, err := s.TakeDuty(t.Context(), step.name, step.holder, step.term)
			if err != nil || got != step.want {
				t.Errorf("TakeDuty(%s, %s): got %t and error %v, want %t", step.name, step.holder, got, err, step.want)
			}
		}
	})
}
