package persistence

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/executor"
)

// Store keeps executions in one database. It may be used concurrently, and by
// several processes over the same database.
type Store struct {
	cfg     Config
	dialect dialect
	read    *sqlx.DB
	write   *sqlx.DB // the same pool as read, except for SQLite
	opened  bool     // the database has answered; not changed after Open

	// What every run waits for.
	execution, claimAtOnce, finishAtOnce prepared
}

var _ executor.Store = (*Store)(nil)

// Open makes a Store and returns once its database has answered, or with an
// error that matches executor.ErrUnavailable. The schema is left as it is: see
// [Store.Migrate].
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("persistence: %w", err)
	}
	cfg = cfg.withDefaults()
	open := openPostgres
	if cfg.Path != "" {
		open = openSQLite
	}
	s, err := open(cfg)
	if err != nil {
		return nil, fmt.Errorf("persistence: %w", err)
	}
	s.execution = prepared{pool: s.read, text: s.dialect.text(selectExecution)}
	s.claimAtOnce = prepared{pool: s.write, text: s.dialect.claimFirst}
	s.finishAtOnce = prepared{pool: s.write, text: s.dialect.finishAtOnce}
	if err := s.failure(ctx, "open", s.prepare(ctx)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.opened = true
	return s, nil
}

// prepare proves that the database answers.
func (s *Store) prepare(ctx context.Context) error {
	if s.cfg.Path != "" {
		return s.useWAL(ctx)
	}
	return s.write.PingContext(ctx)
}

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	return s.failure(ctx, "ping", s.read.PingContext(ctx))
}

// Close gives the connections back. Calls under way fail.
func (s *Store) Close() error {
	if s.read == s.write {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}
