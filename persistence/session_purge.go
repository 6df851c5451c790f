package persistence

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
)

// Output: session_id of the one that was deleted first, or no row.
var selectDeletion = portable(`
	SELECT session_id FROM session_deletions ORDER BY requested_at LIMIT 1`)

// As many as are large enough together, and one at least: to remove large
// outputs takes a database longer than to remove many rows.
//
// Inputs: session_id, how many at most, how many bytes before the last one.
var purgeExecutions = portable(`
	DELETE FROM executions WHERE id IN
	    (SELECT id FROM
	        (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before FROM
	            (SELECT id, octet_length(stdout) + octet_length(stderr) AS bytes
	             FROM executions WHERE session_id = ? ORDER BY id LIMIT ?) page) sized
	     WHERE before < ?)`)

// Input: session_id. Output: whether it has any.
var hasExecutions = portable(`
	SELECT EXISTS (SELECT 1 FROM executions WHERE session_id = ?)`)

// Inputs: session_id, how many at most.
var purgeKeys = portable(`
	DELETE FROM idempotency_keys WHERE id IN
	    (SELECT id FROM idempotency_keys WHERE session_id = ? LIMIT ?)`)

// The rest goes with it, by the foreign keys.
//
// Input: id.
var deleteSession = portable(`
	DELETE FROM code_sessions WHERE id = ?`)

// DeletionPending reports whether deleted sessions have left anything.
func (s *Store) DeletionPending(ctx context.Context) (pending bool, err error) {
	err = s.read.GetContext(ctx, &pending, `SELECT EXISTS (SELECT 1 FROM session_deletions)`)
	return pending, s.failure(ctx, "deletion pending", err)
}

// batchBytes is how much output goes in one transaction.
const batchBytes = 8 << 20

// PurgeSession removes a batch of what deleted sessions have left, and reports
// whether there was any.
func (s *Store) PurgeSession(ctx context.Context) (found bool, err error) {
	var id uuid.UUID
	err = s.read.GetContext(ctx, &id, s.dialect.text(selectDeletion))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, s.failure(ctx, "purge session", err)
	}
	err = s.inTx(ctx, "purge session", func(t tx) error { return t.purgeSession(ctx, id) })
	return err == nil, err
}

// purgeSession removes a batch of executions, and once there are no more of
// them, one of idempotency keys, and then the session: every transaction locks
// an execution before its session.
func (t tx) purgeSession(ctx context.Context, id uuid.UUID) error {
	if _, err := t.exec(ctx, purgeExecutions, id, deleteBatch, batchBytes); err != nil {
		return err
	}
	var more bool
	if err := t.get(ctx, &more, hasExecutions, id); err != nil || more {
		return err
	}
	keys, err := t.exec(ctx, purgeKeys, id, deleteBatch)
	if err != nil || keys == deleteBatch {
		return err
	}
	_, err = t.exec(ctx, deleteSession, id)
	return err
}
