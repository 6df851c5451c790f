package persistence

import (
	"errors"
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
	if err := s.Finish(t.Context(), executor.AttemptID{ExecutionID: old.ExecutionID, Number: old.Number + 1}, result); err != nil {
		t.Errorf("Finish of the attempt that holds: %v", err)
	}
}
