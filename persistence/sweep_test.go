package persistence

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

var (
	ageExecution = portable(`UPDATE executions SET status = ?, stdout = ?, created_at = {now - ?} WHERE id = ?`)
	ageAttempt   = portable(`UPDATE execution_attempts SET finished_at = {now - ?} WHERE execution_id = ?`)
	ageSession   = portable(`UPDATE code_sessions SET created_at = {now - ?}, updated_at = {now - ?} WHERE id = ?`)
	ageDraft     = portable(`UPDATE session_drafts SET updated_at = {now - ?} WHERE session_id = ?`)
)

// old makes an execution that was submitted and ended, if it has, so long ago.
func old(t *testing.T, s *Store, session uuid.UUID, status executor.Status, submitted, ended time.Duration, stdout string) uuid.UUID {
	t.Helper()
	e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
	if err := s.CreateExecution(t.Context(), e, executor.Input{Stdin: []byte("in")}); err != nil {
		t.Fatalf("CreateExecution: %v", err)
	}
	if _, err := s.Claim(t.Context(), claimOf(e.ID)); err != nil {
		t.Fatalf("Claim: %v", err)
	}
	exec(t, s, ageExecution, status, stdout, submitted.Microseconds(), e.ID)
	if status.Terminal() {
		exec(t, s, ageAttempt, ended.Microseconds(), e.ID)
	}
	return e.ID
}

func exec(t *testing.T, s *Store, sql statement, args ...any) {
	t.Helper()
	if _, err := s.write.Exec(s.dialect.text(sql), args...); err != nil {
		t.Fatalf("%s: %v", s.dialect.text(sql), err)
	}
}

const day = 24 * time.Hour

// sweepAll sweeps page after page, and returns how many have gone.
func sweepAll(t *testing.T, page func(Sweep) (Swept, error), w Sweep) (deleted int) {
	t.Helper()
	for pages := 0; ; pages++ {
		swept, err := page(w)
		if err != nil || pages > 100 {
			t.Fatalf("page %d: %+v, %v", pages, swept, err)
		}
		deleted += swept.Deleted
		if swept.Done {
			return deleted
		}
		w.After = swept.Last
	}
}

func TestSweepExecutions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session := newSession(t, s)
		page := func(w Sweep) (Swept, error) { return s.SweepExecutions(t.Context(), w) }
		kept := map[uuid.UUID]string{
			old(t, s, session, executor.StatusRunning, 40*day, 0, ""):                  "runs",
			old(t, s, session, executor.StatusQueued, 40*day, 0, ""):                   "waits",
			old(t, s, session, executor.StatusCompleted, 40*day, time.Minute, ""):      "has ended just now",
			old(t, s, session, executor.StatusCompleted, 29*day, 29*day, ""):           "is young",
			old(t, s, newSession(t, s), executor.StatusCompleted, time.Minute, 0, "1"): "is new",
		}
		var gone []uuid.UUID
		for _, status := range []executor.Status{executor.StatusCompleted, executor.StatusFailed, executor.StatusTimeout} {
			gone = append(gone, old(t, s, session, status, 31*day, 31*day, ""))
		}
		w := Sweep{Limit: 2, Age: 30 * day, Grace: 10 * time.Minute, DryRun: true}
		for _, dry := range []bool{true, false} {
			w.DryRun = dry
			if n := sweepAll(t, page, w); n != len(gone) {
				t.Errorf("sweep, dry %t: %d deleted, want %d", dry, n, len(gone))
			}
			wantRows(t, s, map[string]int{"executions": len(kept) + map[bool]int{true: len(gone)}[dry]})
		}
		for id, why := range kept {
			if _, err := s.Execution(t.Context(), id); err != nil {
				t.Errorf("the execution that %s: %v", why, err)
			}
		}
		wantRows(t, s, map[string]int{"execution_attempts": len(kept), "execution_inputs": len(kept)})
		// Beyond a number, whatever their age.
		w = Sweep{Limit: 2, Before: uuid.Max, Grace: 10 * time.Minute}
		if n := sweepAll(t, page, w); n != 1 {
			t.Errorf("sweep of all: %d deleted, want the young one", n)
		}
	})
}

// However large outputs are, a transaction is not.
func TestAPageOfLargeOutputsEndsEarly(t *testing.T) {
	t.Parallel()
	page := []sweptExecution{}
	for range 10 {
		page = append(page, sweptExecution{ID: newID(t), Bytes: batchBytes / 2, Beyond: true, Settled: true})
	}
	swept, ids := pickExecutions(page, Sweep{})
	if len(ids) != 2 || swept.Last != page[1].ID || swept.Done {
		t.Errorf("picked %d up to %v, done: %t; want 2 up to %v", len(ids), swept.Last, swept.Done, page[1].ID)
	}
}

func TestSweepSessions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		page := func(w Sweep) (Swept, error) { return s.SweepSessions(t.Context(), w) }
		session := func(age, draft time.Duration) uuid.UUID {
			id := newSession(t, s)
			exec(t, s, ageSession, age.Microseconds(), age.Microseconds(), id)
			if draft >= 0 {
				if _, err := s.SaveDraft(t.Context(), executor.DraftChange{SessionID: id, Code: new("1")}); err != nil {
					t.Fatalf("SaveDraft: %v", err)
				}
				exec(t, s, ageDraft, draft.Microseconds(), id)
			}
			return id
		}
		inUse := session(40*day, -1)
		old(t, s, inUse, executor.StatusQueued, time.Second, 0, "")
		edited, drafted := session(40*day, time.Minute), session(40*day, 20*day)
		session(40*day, 40*day)
		session(40*day, -1)
		young, fresh := session(20*day, -1), session(0, -1)
		w := Sweep{Limit: 2, Age: 30 * day, Grace: 10 * time.Minute}
		if n := sweepAll(t, page, w); n != 2 {
			t.Errorf("sweep by age: %d deleted, want 2", n)
		}
		w = Sweep{Limit: 2, Before: uuid.Max, Grace: 10 * time.Minute}
		if n := sweepAll(t, page, w); n != 2 {
			t.Errorf("sweep of all: %d deleted, want the young one and that with an older draft, %v and %v", n, young, drafted)
		}
		for why, id := range map[string]uuid.UUID{"is in use": inUse, "is edited": edited, "is new": fresh} {
			if _, err := s.Session(t.Context(), id); err != nil {
				t.Errorf("the session that %s: %v", why, err)
			}
		}
		wantRows(t, s, map[string]int{"code_sessions": 3, "session_drafts": 1})
	})
}

// A run that is being stored in a session keeps it: what is accepted is not lost.
func TestASweptSessionLosesNoRun(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseURL: postgrestest.New(t)}
	s, other := openMigrated(t, cfg), openStore(t, cfg)
	session := newSession(t, s)
	run, err := other.write.Beginx()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer func() { _ = run.Rollback() }()
	e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
	if _, err := other.insertWell(t.Context(), run, e); err != nil {
		t.Fatalf("insert execution: %v", err)
	}
	swept := make(chan int, 1)
	go func() {
		got, err := s.SweepSessions(t.Context(), Sweep{Limit: 10, Before: uuid.Max})
		if err != nil {
			t.Errorf("SweepSessions: %v", err)
		}
		swept <- got.Deleted
	}()
	awaitLock(t, other, "SELECT id FROM code_sessions")
	if err := run.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	if n := <-swept; n != 0 {
		t.Errorf("SweepSessions: %d deleted, want 0", n)
	}
	if _, err := s.Execution(t.Context(), e.ID); err != nil {
		t.Errorf("the execution is gone: %v", err)
	}
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		var sessions, executions []uuid.UUID
		for range 5 { // of 4 bytes, and what each takes besides
			sessions = append(sessions, newSession(t, s))
			executions = append(executions, old(t, s, sessions[len(sessions)-1], executor.StatusCompleted, 0, 0, "x"))
		}
		for n, want := range map[int64]uuid.UUID{1: executions[4], 2: executions[3], 5: executions[0], 6: uuid.Nil} {
			if got, err := s.BeyondNumber(t.Context(), n); err != nil || got != want {
				t.Errorf("BeyondNumber(%d): got %v and error %v, want %v", n, got, err, want)
			}
		}
		if got, err := s.SessionsBeyondNumber(t.Context(), 2); err != nil || got != sessions[3] {
			t.Errorf("SessionsBeyondNumber(2): got %v and error %v, want %v", got, err, sessions[3])
		}
		const each = rowBytes + 4
		for budget, want := range map[int64]Size{
			each - 1: {Last: uuid.Max, Beyond: true}, each: {Last: executions[4], Bytes: each, Beyond: true},
			4*each + 1: {Last: executions[1], Bytes: 4 * each, Beyond: true}, 5 * each: {Last: executions[0], Bytes: 5 * each},
		} {
			want.Done = true
			z, err := Size{Last: uuid.Max}, error(nil)
			for !z.Done && err == nil {
				z, err = s.MeasureSize(t.Context(), z, budget, 2)
			}
			if err != nil || z != want {
				t.Errorf("MeasureSize within %d: got %+v and error %v, want %+v", budget, z, err, want)
			}
		}
	})
}
