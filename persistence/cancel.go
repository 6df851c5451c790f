package persistence

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Locks the execution, whatever its state, and changes nothing.
//
// Input: id. Output: status.
var lockExecution = portable(`
	UPDATE executions SET status = status WHERE id = ? RETURNING status`)

// Input: id.
var failUnended = portable(`
	UPDATE executions SET status = 'FAILED' WHERE id = ? AND status IN ('QUEUED', 'RUNNING')`)

// Input: execution_id.
var insertCancellation = portable(`
	INSERT INTO execution_cancellations (execution_id, requested_at) VALUES (?, {now})
	ON CONFLICT (execution_id) DO NOTHING`)

// Input: the id, twice. Output: whether there is one, or no execution any more.
var selectCancellation = portable(`
	SELECT EXISTS (SELECT 1 FROM execution_cancellations WHERE execution_id = ?)
	    OR NOT EXISTS (SELECT 1 FROM executions WHERE id = ?)`)

// Cancel ends an execution or asks for its end: see executor.Store.
func (s *Store) Cancel(ctx context.Context, id uuid.UUID) (status executor.Status, err error) {
	err = s.inTx(ctx, "cancel", func(t tx) error {
		err := t.get(ctx, &status, lockExecution, id)
		if errors.Is(err, sql.ErrNoRows) {
			return executor.ErrNotFound
		}
		if err != nil || status.Terminal() {
			return err
		}
		ended, err := t.cancel(ctx, id)
		if ended {
			status = executor.StatusFailed
		}
		return err
	})
	return status, err
}

// cancel ends the locked execution if nobody runs it, and otherwise leaves the
// request for its worker.
func (t tx) cancel(ctx context.Context, id uuid.UUID) (ended bool, err error) {
	if ended, err = t.endUnheld(ctx, id, executor.TerminationCancelled); err != nil {
		return false, err
	}
	if ended {
		return true, t.fenced(ctx, failUnended, id)
	}
	_, err = t.exec(ctx, insertCancellation, id)
	return false, err
}

// Cancelled tells whether an execution's end was asked for: see executor.Store.
func (s *Store) Cancelled(ctx context.Context, id uuid.UUID) (asked bool, err error) {
	err = s.read.GetContext(ctx, &asked, s.dialect.text(selectCancellation), id, id)
	return asked, s.failure(ctx, "cancelled", err)
}
