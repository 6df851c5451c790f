package persistence

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/edtronaut/livecode/executor"
)

// shareStatements are those about links to one kind of thing.
type shareStatements struct{ create, read, revoke statement }

// sharesOf makes the statements for a kind of thing: the column of shares that
// names it, its table, and the column of that which names its session.
func sharesOf(column, table, session string) shareStatements {
	with := strings.NewReplacer("{column}", column, "{table}", table, "{session}", session).Replace
	return shareStatements{
		// Changes nothing where there is a link, but locks it, so that it is
		// there when it is returned.
		//
		// Inputs: token, id of the thing. Output: a [shareRow], or no row
		// without the thing.
		create: portable(with(`
	INSERT INTO shares (token, {column}, created_at)
	SELECT CAST(? AS text), x.id, {now} FROM {table} x
	WHERE x.id = ? AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = x.{session})
	ON CONFLICT ({column}) DO UPDATE SET created_at = shares.created_at
	RETURNING token, created_at`)),

		// Input: id of the thing. Output: a [shareRow], empty without a link,
		// or no row without the thing.
		read: portable(with(`
	SELECT s.token, s.created_at FROM {table} x LEFT JOIN shares s ON s.{column} = x.id
	WHERE x.id = ? AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = x.{session})`)),

		// Input: id of the thing.
		revoke: portable(with(`DELETE FROM shares WHERE {column} = ?`)),
	}
}

var shares = map[executor.ShareKind]shareStatements{
	executor.ShareExecution: sharesOf("execution_id", "executions", "session_id"),
	executor.ShareDraft:     sharesOf("session_id", "code_sessions", "id"),
}

type shareRow struct {
	Token     sql.NullString
	CreatedAt sql.NullTime `db:"created_at"`
}

func (r shareRow) share() executor.Share {
	return executor.Share{Token: r.Token.String, CreatedAt: r.CreatedAt.Time.UTC()}
}

// CreateShare stores a link with this token, or returns the one that there is.
// It is executor.ErrNotFound if there is nothing to share.
func (s *Store) CreateShare(ctx context.Context, of executor.Shareable, token string) (executor.Share, error) {
	var row shareRow
	err := s.write.GetContext(ctx, &row, s.dialect.text(shares[of.Kind].create), token, of.ID)
	err = s.orMissingParent(orNotFound(err)) // never there, or deleted meanwhile
	return row.share(), s.failure(ctx, "create share", err)
}

// Share reads the link to something. It is executor.ErrNotFound if that is
// unknown, and executor.ErrNotShared if there is no link to it.
func (s *Store) Share(ctx context.Context, of executor.Shareable) (executor.Share, error) {
	var row shareRow
	err := s.read.GetContext(ctx, &row, s.dialect.text(shares[of.Kind].read), of.ID)
	if err = orNotFound(err); err == nil && !row.Token.Valid {
		err = executor.ErrNotShared
	}
	return row.share(), s.failure(ctx, "share", err)
}

// DeleteShare revokes the link to something, if there is one, or is
// executor.ErrNotFound if that is unknown.
func (s *Store) DeleteShare(ctx context.Context, of executor.Shareable) error {
	_, err := s.Share(ctx, of)
	if errors.Is(err, executor.ErrNotShared) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, s.dialect.text(shares[of.Kind].revoke), of.ID)
	return s.failure(ctx, "delete share", err)
}
