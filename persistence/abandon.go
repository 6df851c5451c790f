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

// Gives the newest attempt the last word, unless it still holds its lease.
//
// Inputs: termination, execution_id, execution_id.
var abandonAttempt = portable(`
	UPDATE execution_attempts SET termination = ?, finished_at = coalesce(finished_at, {now})
	WHERE execution_id = ?
	  AND attempt = (SELECT max(newest.attempt) FROM execution_attempts newest
	                 WHERE newest.execution_id = ?)
	  AND (finished_at IS NOT NULL OR lease_expires_at <= {now})`)

// Abandon gives an execution up: see executor.Store.
func (s *Store) Abandon(ctx context.Context, id uuid.UUID, termination executor.Termination) error {
	return s.inTx(ctx, "abandon", func(t tx) error {
		if err := t.fenced(ctx, failExecution, id); err != nil {
			return err
		}
		return t.fenced(ctx, abandonAttempt, termination, id, id)
	})
}
