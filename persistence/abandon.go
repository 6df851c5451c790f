package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Locks the execution and ends it without a result, if it runs.
//
// Input: id.
var failExecution = portable(`
	UPDATE executions SET status = 'FAILED' WHERE id = ? AND status = 'RUNNING'`)

// Ends the open attempt, unless it still holds its lease.
//
// Inputs: termination, execution_id.
var abandonAttempt = portable(`
	UPDATE execution_attempts SET termination = ?, finished_at = {now}
	WHERE execution_id = ? AND finished_at IS NULL AND lease_expires_at <= {now}`)

// The attempt that nobody made, after those that have ended, if any: it holds the
// termination, so that each of them goes on to tell what became of it. Nothing where
// one is open.
//
// Inputs: execution_id, termination, execution_id.
var insertNobodys = portable(`
	INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at, finished_at, termination)
	SELECT ?, coalesce(max(attempt), 0) + 1, '', {now}, {now}, {now}, ?
	FROM execution_attempts WHERE execution_id = ?
	HAVING count(CASE WHEN finished_at IS NULL THEN 1 END) = 0`)

// Abandon gives an execution up: see executor.Store.
func (s *Store) Abandon(ctx context.Context, id uuid.UUID, termination executor.Termination) error {
	return s.inTx(ctx, "abandon", func(t tx) error {
		if err := t.fenced(ctx, failExecution, id); err != nil {
			return err
		}
		ended, err := t.endUnheld(ctx, id, termination)
		if err == nil && !ended {
			return executor.ErrFenced
		}
		return err
	})
}

// endUnheld writes down how the locked execution ends, unless an attempt is open
// that still holds its lease.
func (t tx) endUnheld(ctx context.Context, id uuid.UUID, termination executor.Termination) (ended bool, err error) {
	n, err := t.exec(ctx, abandonAttempt, termination, id)
	if err == nil && n == 0 {
		n, err = t.exec(ctx, insertNobodys, id, termination, id)
	}
	return n > 0, err
}
