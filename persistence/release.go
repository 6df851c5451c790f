package persistence

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// Locks the execution, if it runs, and changes nothing.
//
// Input: id.
var lockRunning = portable(`
	UPDATE executions SET status = status WHERE id = ? AND status = 'RUNNING'`)

// The same fence as for Finish. The end of the pause takes the place of the end
// of the lease: until then there is no next attempt.
//
// Inputs: termination, error, microseconds of pause, execution_id, attempt, claimed_at.
var releaseAttempt = portable(`
	UPDATE execution_attempts SET
	    finished_at = {now}, termination = ?, error = ?, lease_expires_at = {now + ?}
	WHERE execution_id = ? AND attempt = ? AND claimed_at = ? AND finished_at IS NULL`)

// Release gives an execution back: see executor.Store.
func (s *Store) Release(ctx context.Context, a executor.AttemptID, r executor.Release) error {
	var termination *executor.Termination
	if r.Failed {
		termination = new(executor.TerminationSandboxError)
	}
	return s.inTx(ctx, "release", func(t tx) error {
		if err := t.fenced(ctx, lockRunning, a.ExecutionID); err != nil {
			return err
		}
		return t.fenced(ctx, releaseAttempt,
			termination, storable(r.Reason), r.Pause.Microseconds(), a.ExecutionID, a.Number, a.ClaimedAt)
	})
}

// storable is text as Postgres takes it: without NUL and invalid UTF-8, which
// an error may quote from anywhere.
func storable(text string) string {
	text, _, _ = executor.Output{Kept: []byte(text)}.Text()
	return text
}
