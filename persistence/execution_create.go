package persistence

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/executor"
)

// Inserts nothing into a session that is deleted and not gone yet, nor where
// there is no room.
//
// Inputs: id, session_id, code, language, session_id, and those of the bounds.
const insertQueued = `
	INSERT INTO executions (id, session_id, code, language, status, created_at)
	SELECT ?, ?, ?, ?, 'QUEUED', {now}
	WHERE NOT EXISTS (SELECT 1 FROM session_deletions WHERE session_id = ?)
	  AND ` + roomInQueue + `
	  AND ` + roomOfClient + `
	  AND ` + roomInSession

// To Postgres it says in the same round trip who the client is, for the rest of
// the transaction: the row of execution_clients follows by itself.
//
// Inputs: those of insertQueued, and for Postgres the client.
var insertExecution = statement{
	postgres: portable(insertQueued + `
	  AND set_config('livecode.client', ?, true) IS NOT NULL`).postgres,
	sqlite: portable(insertQueued).sqlite,
}

// Inputs: client, execution_id.
var updateClient = portable(`
	UPDATE execution_clients SET client = ? WHERE execution_id = ?`)

// Inputs: execution_id, stdin, interactive.
var insertInput = portable(`
	INSERT INTO execution_inputs (execution_id, stdin, interactive) VALUES (?, ?, ?)`)

// CreateExecution stores an execution as QUEUED, and its input where there is
// any. Of e only ID, SessionID, Client, Code and Language count; the time is the
// database's. Without the session it is executor.ErrNotFound, and beyond the
// Bounds executor.ErrQueueFull, executor.ErrClientBusy or executor.ErrSessionBusy.
func (s *Store) CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error {
	if !hasInput(in) {
		inserted, err := s.insertAlone(ctx, e)
		if err != nil || inserted {
			return s.failure(ctx, "create execution", s.orStored(err, func() bool { return s.isStored(ctx, e) }))
		}
	}
	return s.inTx(ctx, "create execution", func(t tx) error { return s.insertExecutionAndInput(ctx, t, e, in) })
}

// insertAlone stores an execution without input, well within the bounds: in one
// round trip where there are any.
func (s *Store) insertAlone(ctx context.Context, e executor.Execution) (inserted bool, err error) {
	if s.dialect.insertsAtOnce {
		return s.insertWell(ctx, s.write, e)
	}
	err = s.transaction(ctx, func(t tx) error {
		inserted, err = s.insertWell(ctx, t, e)
		return err
	})
	return inserted, err
}

func (s *Store) insertExecutionAndInput(ctx context.Context, t tx, e executor.Execution, in executor.Input) error {
	inserted, err := s.insertWell(ctx, t, e)
	if err == nil && !inserted {
		err = s.insertNearBounds(ctx, t, e)
	}
	if err == nil && hasInput(in) {
		_, err = t.exec(ctx, insertInput, e.ID, append([]byte{}, in.Stdin...), in.Interactive)
	}
	return err
}

// hasInput reports whether a run has more than code.
func hasInput(in executor.Input) bool { return len(in.Stdin) > 0 || in.Interactive }

// insertWell stores an execution well within the bounds, or not at all.
func (s *Store) insertWell(ctx context.Context, db sqlx.ExecerContext, e executor.Execution) (inserted bool, err error) {
	well, ok := s.cfg.Bounds.without(boundsSlack)
	if !ok {
		return false, nil
	}
	return s.insertWithin(ctx, db, e, well)
}

// insertWithin takes a transaction, or a database that inserts at once.
func (s *Store) insertWithin(ctx context.Context, db sqlx.ExecerContext, e executor.Execution, b Bounds) (inserted bool, err error) {
	args := append([]any{e.ID, e.SessionID, e.Code, e.Language, e.SessionID}, b.args(e)...)
	if s.dialect.insertsAtOnce {
		args = append(args, e.Client)
	}
	result, err := db.ExecContext(ctx, s.dialect.text(insertExecution), args...)
	if err != nil {
		return false, s.orMissingParent(err)
	}
	n, err := result.RowsAffected()
	if err == nil && n > 0 && !s.dialect.insertsAtOnce && e.Client != "" {
		_, err = db.ExecContext(ctx, s.dialect.text(updateClient), e.Client, e.ID)
	}
	return n > 0, err
}

// orMissingParent turns the absence of a session into executor.ErrNotFound.
func (s *Store) orMissingParent(err error) error {
	if err != nil && s.dialect.missingParent(err) {
		return executor.ErrNotFound
	}
	return err
}
