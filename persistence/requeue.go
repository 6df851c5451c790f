package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Copies an execution that has ended.
//
// Inputs: id of the copy, id.
var copyExecution = portable(`
	INSERT INTO executions (id, session_id, code, language, status, created_at)
	SELECT ?, session_id, code, language, 'QUEUED', {now} FROM executions
	WHERE id = ? AND status NOT IN ('QUEUED', 'RUNNING')`)

// Inputs: id of the copy, id.
var copyInput = portable(`
	INSERT INTO execution_inputs (execution_id, stdin, interactive)
	SELECT ?, stdin, interactive FROM execution_inputs WHERE execution_id = ?`)

// Input: id. Output: status.
var selectStatus = portable(`
	SELECT status FROM executions WHERE id = ?`)

// Requeue stores a new execution under the id as, QUEUED, of the same session,
// code, language and input as the one with the id, whose status stays as it is.
// That one must have ended, or it is executor.ErrNotEnded; without it, it is
// executor.ErrNotFound. A task for the new one is the reconciler's to make.
func (s *Store) Requeue(ctx context.Context, id, as uuid.UUID) error {
	return s.inTx(ctx, "requeue", func(t tx) error {
		copied, err := t.exec(ctx, copyExecution, as, id)
		if err != nil {
			return s.orMissingParent(err)
		}
		if copied == 0 {
			return t.whyNotEnded(ctx, id)
		}
		_, err = t.exec(ctx, copyInput, as, id)
		return err
	})
}

// whyNotEnded tells an execution that has not ended from none.
func (t tx) whyNotEnded(ctx context.Context, id uuid.UUID) error {
	var status executor.Status
	err := t.get(ctx, &status, selectStatus, id)
	if err != nil {
		return orNotFound(err)
	}
	return executor.ErrNotEnded
}
