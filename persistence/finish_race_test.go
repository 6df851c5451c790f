package persistence

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// A result that waits for the row while another attempt is opened changes
// nothing, and the other's counts.
func TestFinishSeesTheAttemptThatItWaitedFor(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseURL: postgrestest.New(t)}
	s, other := openMigrated(t, cfg), openStore(t, cfg)
	old := claimOnce(t, s)
	blocker, err := other.write.Beginx()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer func() { _ = blocker.Rollback() }()
	exec := func(sql statement, args ...any) {
		t.Helper()
		if _, err := blocker.Exec(other.dialect.text(sql), args...); err != nil {
			t.Fatalf("claim: %v", err)
		}
	}
	exec(lockForClaim, old.ExecutionID)
	result := executor.Result{Termination: executor.TerminationExited, Stdout: executor.Output{Kept: []byte("late"), Written: 4}}
	finished := make(chan error, 1)
	go func() { finished <- s.Finish(t.Context(), old, result) }()
	awaitLock(t, other, "WITH ended AS")
	exec(closeLost, old.ExecutionID)
	exec(insertAttempt, old.ExecutionID, old.Number+1, "next", time.Hour.Microseconds())
	if err := blocker.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	if err := <-finished; !errors.Is(err, executor.ErrFenced) {
		t.Errorf("Finish: got error %v, want %v", err, executor.ErrFenced)
	}
	e, err := s.Execution(t.Context(), old.ExecutionID)
	if err != nil {
		t.Fatalf("Execution: %v", err)
	}
	if e.Status != executor.StatusRunning || e.Stdout != "" || e.Attempt.Number != old.Number+1 {
		t.Errorf("got %s, attempt %d and output %q; want RUNNING, attempt %d and no output",
			e.Status, e.Attempt.Number, e.Stdout, old.Number+1)
	}
	next := executor.AttemptID{ExecutionID: old.ExecutionID, Number: e.Attempt.Number, ClaimedAt: e.Attempt.ClaimedAt}
	if err := s.Finish(t.Context(), next, result); err != nil {
		t.Errorf("Finish of the attempt that holds: %v", err)
	}
}

// A claim that the database has lost in a crash is followed by another first
// attempt, and neither the result of the one nor its giving up touches the other.
func TestForgottenClaimIsFencedOff(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"postgres": {DatabaseURL: postgrestest.New(t)},
		"sqlite":   {Path: filepath.Join(t.TempDir(), "livecode.db")},
	} {
		s := openMigrated(t, cfg)
		forgotten := claimOnce(t, s)
		forgotten.ClaimedAt = forgotten.ClaimedAt.Add(-time.Second) // a crash takes longer than SQLite's clock ticks
		for _, crash := range []string{`DELETE FROM execution_attempts`, `UPDATE executions SET status = 'QUEUED'`} {
			if _, err := s.write.Exec(crash); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		job, err := s.Claim(t.Context(), claimOf(forgotten.ExecutionID))
		if err != nil || job.Attempt.Number != forgotten.Number {
			t.Fatalf("%s: Claim after the crash: attempt %d, error %v", name, job.Attempt.Number, err)
		}
		if err := s.Finish(t.Context(), forgotten, executor.Result{}); !errors.Is(err, executor.ErrFenced) {
			t.Errorf("%s: Finish of the forgotten attempt: got error %v, want %v", name, err, executor.ErrFenced)
		}
		if err := s.Release(t.Context(), forgotten, executor.Release{}); !errors.Is(err, executor.ErrFenced) {
			t.Errorf("%s: Release of the forgotten attempt: got error %v, want %v", name, err, executor.ErrFenced)
		}
		if err := s.Finish(t.Context(), job.Attempt, executor.Result{Termination: executor.TerminationExited}); err != nil {
			t.Errorf("%s: Finish of the attempt that holds: %v", name, err)
		}
	}
}
