package persistence

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/executor"
)

// tx is a transaction that speaks statements.
type tx struct {
	*sqlx.Tx
	text func(statement) string
}

// inTx runs work in one transaction and commits it, or rolls it back with the
// error of work.
func (s *Store) inTx(ctx context.Context, operation string, work func(tx) error) error {
	return s.failure(ctx, operation, s.transaction(ctx, work))
}

func (s *Store) transaction(ctx context.Context, work func(tx) error) error {
	t, err := s.write.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := work(tx{t, s.dialect.text}); err != nil {
		_ = t.Rollback() // the connection is thrown away if this fails
		return err
	}
	err = t.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err() // the context ended first and rolled it back
	}
	return err
}

// exec returns how many rows the statement changed.
func (t tx) exec(ctx context.Context, s statement, args ...any) (int64, error) {
	result, err := t.ExecContext(ctx, t.text(s), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// fenced runs a statement that changes the one row it is about, or finds that
// it may not, which is executor.ErrFenced.
func (t tx) fenced(ctx context.Context, s statement, args ...any) error {
	changed, err := t.exec(ctx, s, args...)
	if err == nil && changed == 0 {
		return executor.ErrFenced
	}
	return err
}

// get scans the one row of the statement into dest.
func (t tx) get(ctx context.Context, dest any, s statement, args ...any) error {
	return t.GetContext(ctx, dest, t.text(s), args...)
}
