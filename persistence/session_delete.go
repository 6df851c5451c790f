package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// deleteBatch is how many executions of a session go in one transaction: few
// enough to hold nobody up, and more than most sessions have.
const deleteBatch = 200

// From here on the session does not exist for clients.
//
// Input: id.
var markDeleted = portable(`
	INSERT INTO session_deletions (session_id, requested_at)
	SELECT id, {now} FROM code_sessions WHERE id = ?
	ON CONFLICT (session_id) DO NOTHING`)

// Those that a worker may hold. The state is looked at twice: one that ends
// meanwhile is not among them.
//
// Inputs: session_id twice, how many at most. Output: their ids.
var deleteUnfinished = portable(`
	DELETE FROM executions WHERE status IN ('QUEUED', 'RUNNING') AND id IN
	    (SELECT id FROM executions WHERE session_id = ? AND status = 'RUNNING'
	     UNION ALL
	     SELECT id FROM executions WHERE session_id = ? AND status = 'QUEUED'
	     LIMIT ?)
	RETURNING id`)

// DeleteSession removes a session and all that belongs to it, and returns the
// executions among that which had not ended. Their workers can no longer store
// a result. It is executor.ErrNotFound if there is no such session.
//
// Of a session that holds much, ended executions may be left for
// [Store.PurgeSession]; nobody sees them any more.
func (s *Store) DeleteSession(ctx context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error) {
	more := false
	err = s.inTx(ctx, "delete session", func(t tx) error {
		marked, err := t.exec(ctx, markDeleted, id)
		if err == nil && marked == 0 || err != nil && s.dialect.missingParent(err) {
			return executor.ErrNotFound // or deleted meanwhile
		}
		if err != nil {
			return err
		}
		unfinished, more, err = t.deleteUnfinished(ctx, id)
		if err != nil || more {
			return err
		}
		return t.purgeSession(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return append(unfinished, s.deleteMore(ctx, id, more)...), nil
}

// deleteMore goes on with the unfinished executions of a session that is deleted
// already: what fails now is left for PurgeSession.
func (s *Store) deleteMore(ctx context.Context, session uuid.UUID, more bool) (all []uuid.UUID) {
	for more {
		var some []uuid.UUID
		if s.inTx(ctx, "delete session", func(t tx) (err error) {
			some, more, err = t.deleteUnfinished(ctx, session)
			return err
		}) != nil {
			break
		}
		all = append(all, some...)
	}
	return all
}

func (t tx) deleteUnfinished(ctx context.Context, session uuid.UUID) (ids []uuid.UUID, more bool, err error) {
	err = t.SelectContext(ctx, &ids, t.text(deleteUnfinished), session, session, deleteBatch)
	return ids, len(ids) == deleteBatch, err
}
