package persistence

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/executor"
)

// Inputs: id, status.
var insertSession = portable(`
	INSERT INTO code_sessions (id, status, created_at, updated_at)
	VALUES (?, ?, {now}, {now})`)

// Inputs: session_id, key_name.
var insertOwner = portable(`
	INSERT INTO session_owners (session_id, key_name) VALUES (?, ?)`)

// CreateSession stores a session, and its owner where it has one. Its times are
// the database's, whatever e says.
func (s *Store) CreateSession(ctx context.Context, e executor.Session) error {
	if e.Owner == "" { // one statement, and so one round trip
		err := s.orStored(s.insertSession(ctx, s.write, e), func() bool {
			found, err := s.Session(ctx, e.ID)
			return err == nil && found.Owner == ""
		})
		return s.failure(ctx, "create session", err)
	}
	return s.inTx(ctx, "create session", func(t tx) error { return s.insertSession(ctx, t, e) })
}

// insertSession takes a transaction for a session that has an owner.
func (s *Store) insertSession(ctx context.Context, db sqlx.ExecerContext, e executor.Session) error {
	_, err := db.ExecContext(ctx, s.dialect.text(insertSession), e.ID, e.Status)
	if err != nil || e.Owner == "" {
		return err
	}
	_, err = db.ExecContext(ctx, s.dialect.text(insertOwner), e.ID, e.Owner)
	return err
}
