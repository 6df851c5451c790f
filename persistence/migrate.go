package persistence

import (
	"context"
	"database/sql"

	"github.com/edtronaut/livecode/migrations"
)

// Migrate brings the schema up to date. Any number of processes may call it at
// once.
func (s *Store) Migrate(ctx context.Context) error {
	return s.failure(ctx, "migrate", s.withSchemaDB(func(db *sql.DB) error {
		return migrations.Up(ctx, db, s.dialect.schema)
	}))
}

// Migrations lists the steps of the schema, and which of them are made.
func (s *Store) Migrations(ctx context.Context) (list []migrations.Migration, err error) {
	err = s.withSchemaDB(func(db *sql.DB) error {
		list, err = migrations.Status(ctx, db, s.dialect.schema)
		return err
	})
	return list, s.failure(ctx, "migrations", err)
}

// withSchemaDB lends the connections migrations use. On Postgres they are
// others than the Store's, without its time limits: an index over a large table
// takes as long as it takes.
func (s *Store) withSchemaDB(work func(*sql.DB) error) error {
	if s.dialect.schema == migrations.SQLite {
		return work(s.write.DB)
	}
	unlimited := s.cfg
	unlimited.StatementTimeout = 0
	db, err := connectPostgres(unlimited)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return work(db)
}
