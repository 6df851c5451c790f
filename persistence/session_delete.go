package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// First those that a worker may hold, so that every transaction locks an
// execution before its session.
//
// Input: session_id. Output: their ids.
var deleteUnfinished = portable(`
	DELETE FROM executions WHERE session_id = ? AND status IN ('QUEUED', 'RUNNING')
	RETURNING id`)

// The rest goes with it, by the foreign keys.
//
// Input: id.
var deleteSession = portable(`
	DELETE FROM code_sessions WHERE id = ?`)

// DeleteSession removes a session and all that belongs to it, and returns the
// executions among that which had not ended. Their workers can no longer store
// a result. It is executor.ErrNotFound if there is no such session.
func (s *Store) DeleteSession(ctx context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error) {
	err = s.inTx(ctx, "delete session", func(t tx) error {
		if err := t.SelectContext(ctx, &unfinished, t.text(deleteUnfinished), id); err != nil {
			return err
		}
		deleted, err := t.exec(ctx, deleteSession, id)
		if err == nil && deleted == 0 {
			return executor.ErrNotFound
		}
		return err
	})
	return unfinished, err
}
