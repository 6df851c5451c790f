package persistence

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Takes a key that is free, or whose time is over or session deleted, and
// changes nothing otherwise. Whoever comes second waits here for the end of the first one's
// transaction.
//
// Inputs: id, fingerprint, session_id, execution_id, whether it is pending,
// microseconds that it is, microseconds of lifetime.
var takeKey = portable(`
	INSERT INTO idempotency_keys (id, fingerprint, session_id, execution_id, created_at, pending_until)
	VALUES (?, ?, ?, ?, {now}, CASE WHEN ? THEN {now + ?} END)
	ON CONFLICT (id) DO UPDATE SET
	    fingerprint = excluded.fingerprint, session_id = excluded.session_id,
	    execution_id = excluded.execution_id, created_at = excluded.created_at,
	    pending_until = excluded.pending_until
	WHERE idempotency_keys.created_at <= {now - ?}
	   OR EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = idempotency_keys.session_id)`)

// Input: id. Output: a [keyRow].
var selectKey = portable(`
	SELECT fingerprint, session_id, execution_id, coalesce(pending_until > {now}, FALSE) AS pending
	FROM idempotency_keys WHERE id = ?`)

type keyRow struct {
	Fingerprint []byte
	SessionID   uuid.UUID     `db:"session_id"`
	ExecutionID uuid.NullUUID `db:"execution_id"`
	Pending     bool
}

// CreateSessionOnce is CreateSession, unless an earlier request came with the
// same key: then it stores nothing and returns the id of that one's session.
// See [executor.IdempotencyKey] for its errors.
func (s *Store) CreateSessionOnce(
	ctx context.Context, e executor.Session, key executor.IdempotencyKey,
) (id uuid.UUID, err error) {
	err = s.inTx(ctx, "create session once", func(t tx) error {
		first, err := t.takeKey(ctx, key, e.ID, uuid.NullUUID{})
		if id = first.SessionID; err != nil || id != e.ID {
			return err
		}
		return s.insertSession(ctx, t, e)
	})
	return id, err
}

// CreateExecutionOnce is CreateExecution, unless an earlier request came with
// the same key: then it stores nothing and returns the id of that one's
// execution, also beside executor.ErrKeyPending.
func (s *Store) CreateExecutionOnce(
	ctx context.Context, e executor.Execution, in executor.Input, key executor.IdempotencyKey,
) (id uuid.UUID, err error) {
	err = s.inTx(ctx, "create execution once", func(t tx) error {
		first, err := t.takeKey(ctx, key, e.SessionID, uuid.NullUUID{UUID: e.ID, Valid: true})
		if id = first.ExecutionID.UUID; err != nil || id != e.ID {
			return err
		}
		return s.insertExecutionAndInput(ctx, t, e, in)
	})
	if err != nil && !errors.Is(err, executor.ErrKeyPending) {
		return uuid.Nil, err // there is no such execution
	}
	return id, err
}

// takeKey makes the key stand for these ids, or returns those that it stands
// for already.
func (t tx) takeKey(
	ctx context.Context, key executor.IdempotencyKey, session uuid.UUID, execution uuid.NullUUID,
) (keyRow, error) {
	taken, err := t.exec(ctx, takeKey, key.ID[:], key.Fingerprint[:], session, execution,
		key.Pending > 0, key.Pending.Microseconds(), key.Lifetime.Microseconds())
	if err != nil || taken > 0 {
		return keyRow{SessionID: session, ExecutionID: execution}, err
	}
	var first keyRow
	err = t.get(ctx, &first, selectKey, key.ID[:])
	switch {
	case errors.Is(err, sql.ErrNoRows): // its session was deleted just now
		return first, executor.ErrKeyPending
	case err != nil:
		return first, err
	case !bytes.Equal(first.Fingerprint, key.Fingerprint[:]):
		return keyRow{}, executor.ErrKeyReused
	case first.Pending:
		return first, executor.ErrKeyPending
	default:
		return first, nil
	}
}
