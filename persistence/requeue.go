package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Copies an execution that has ended, unless its session is deleted and not gone
// yet. How many wait is not looked at: whoever has a program run once more that the
// platform has failed is not to be refused for that.
//
// Inputs: id of the copy, id.
var copyExecution = portable(`
	INSERT INTO executions (id, session_id, code, language, status, created_at)
	SELECT ?, session_id, code, language, 'QUEUED', {now} FROM executions
	WHERE id = ? AND status NOT IN ('QUEUED', 'RUNNING')
	  AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = executions.session_id)`)

// Inputs: id of the copy, id.
var copyInput = portable(`
	INSERT INTO execution_inputs (execution_id, stdin, interactive)
	SELECT ?, stdin, interactive FROM execution_inputs WHERE execution_id = ?`)

// Input: id. Output: its status, and whether its session is deleted.
var selectWhether = portable(`
	SELECT status, EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = executions.session_id) AS deleted
	FROM executions WHERE id = ?`)

// Requeue stores a new execution under the id as, QUEUED, of the same session,
// code, language and input as the one with the id, whose status stays as it is.
// That one must have ended, or it is executor.ErrNotEnded; without it, it is
// executor.ErrNotFound, and if its session is deleted, executor.ErrSessionDeleted.
// No bound holds for it. A task for the new one is the reconciler's to make.
func (s *Store) Requeue(ctx context.Context, id, as uuid.UUID) error {
	return s.inTx(ctx, "requeue", func(t tx) error {
		copied, err := t.exec(ctx, copyExecution, as, id)
		if err != nil {
			return s.orMissingParent(err)
		}
		if copied == 0 {
			return t.whyNotCopied(ctx, id)
		}
		_, err = t.exec(ctx, copyInput, as, id)
		return err
	})
}

// whyNotCopied tells what keeps an execution from being run again.
func (t tx) whyNotCopied(ctx context.Context, id uuid.UUID) error {
	var now struct {
		Status  executor.Status
		Deleted bool
	}
	err := t.get(ctx, &now, selectWhether, id)
	switch {
	case err != nil:
		return orNotFound(err)
	case now.Deleted:
		return executor.ErrSessionDeleted
	default:
		return executor.ErrNotEnded
	}
}
