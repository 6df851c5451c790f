package persistence

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/executor"
)

// Inserts nothing into a session that is deleted and not gone yet.
//
// Inputs: id, session_id, code, language, session_id.
var insertExecution = portable(`
	INSERT INTO executions (id, session_id, code, language, status, created_at)
	SELECT ?, ?, ?, ?, 'QUEUED', {now}
	WHERE NOT EXISTS (SELECT 1 FROM session_deletions WHERE session_id = ?)`)

// Inputs: execution_id, stdin.
var insertInput = portable(`
	INSERT INTO execution_inputs (execution_id, stdin) VALUES (?, ?)`)

// CreateExecution stores an execution as QUEUED, and its input where there is
// any. Of e only ID, SessionID, Code and Language count; the time is the
// database's. Without the session it is executor.ErrNotFound.
func (s *Store) CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error {
	if len(in.Stdin) == 0 { // one statement, and so one round trip
		return s.failure(ctx, "create execution", s.insertExecution(ctx, s.write, e))
	}
	return s.inTx(ctx, "create execution", func(t tx) error { return s.insertExecutionAndInput(ctx, t, e, in) })
}

func (s *Store) insertExecutionAndInput(ctx context.Context, t tx, e executor.Execution, in executor.Input) error {
	err := s.insertExecution(ctx, t, e)
	if err == nil && len(in.Stdin) > 0 {
		_, err = t.exec(ctx, insertInput, e.ID, in.Stdin)
	}
	return err
}

func (s *Store) insertExecution(ctx context.Context, db sqlx.ExecerContext, e executor.Execution) error {
	result, err := db.ExecContext(ctx, s.dialect.text(insertExecution), e.ID, e.SessionID, e.Code, e.Language, e.SessionID)
	if err != nil {
		return s.orMissingParent(err)
	}
	inserted, err := result.RowsAffected()
	if err == nil && inserted == 0 {
		return executor.ErrNotFound
	}
	return err
}

// orMissingParent turns the absence of a session into executor.ErrNotFound.
func (s *Store) orMissingParent(err error) error {
	if err != nil && s.dialect.missingParent(err) {
		return executor.ErrNotFound
	}
	return err
}
