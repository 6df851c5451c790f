package persistence

import (
	"cmp"
	"errors"
	"time"
)

// Config says where the database is. Exactly one of DatabaseURL and Path is
// set; zero values elsewhere mean the default.
type Config struct {
	DatabaseURL string // postgres://user:password@host:port/database?options
	Path        string // of the SQLite file; it and its folder are created

	// MaxOpenConns bounds the connections to Postgres, or the readers of a
	// SQLite file beside its one writer. Default 10.
	MaxOpenConns int

	// Bounds are those of CreateExecution.
	Bounds Bounds

	// StatementTimeout is how long Postgres lets a statement, or a
	// transaction between two statements, take. A connection on which nothing
	// has come two seconds later is given up. Default 15 s.
	StatementTimeout time.Duration

	// BusyTimeout is how long SQLite waits for another process's write.
	// Default 5 s.
	BusyTimeout time.Duration
}

func (c Config) withDefaults() Config {
	c.MaxOpenConns = cmp.Or(c.MaxOpenConns, 10)
	c.StatementTimeout = cmp.Or(c.StatementTimeout, 15*time.Second)
	c.BusyTimeout = cmp.Or(c.BusyTimeout, 5*time.Second)
	return c
}

func (c Config) validate() error {
	var errs []error
	if (c.DatabaseURL == "") == (c.Path == "") {
		errs = append(errs, errors.New("exactly one of DatabaseURL and Path is needed"))
	}
	if c.MaxOpenConns < 0 || c.StatementTimeout < 0 || c.BusyTimeout < 0 {
		errs = append(errs, errors.New("MaxOpenConns, StatementTimeout and BusyTimeout cannot be negative"))
	}
	if min(c.Bounds.Queued, c.Bounds.QueuedPerClient, c.Bounds.ActivePerSession) < 0 {
		errs = append(errs, errors.New("Bounds cannot be negative"))
	}
	return errors.Join(errs...)
}
