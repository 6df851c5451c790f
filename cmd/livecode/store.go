package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/persistence"
)

// openStore opens the database of cfg with its schema up to date. Without a
// DATABASE_URL it is a SQLite file, which this process then holds alone.
func openStore(ctx context.Context, cfg config, log zerolog.Logger) (*persistence.Store, func(), error) {
	unlock := func() {}
	if cfg.DatabaseURL == "" {
		var err error
		if unlock, err = lockDataDir(cfg.DataDir); err != nil {
			return nil, nil, err
		}
	}
	store, err := persistence.Open(ctx, databaseConfig(cfg))
	if err == nil {
		err = store.Migrate(ctx)
		if err != nil {
			err = errors.Join(err, store.Close())
		}
	}
	if err != nil {
		unlock()
		return nil, nil, err
	}
	return store, func() {
		if err := store.Close(); err != nil {
			log.Warn().Err(err).Msg("closing the database failed")
		}
		unlock()
	}, nil
}

func databaseConfig(cfg config) persistence.Config {
	c := persistence.Config{
		MaxOpenConns: cfg.DatabaseConns,
		Bounds:       cfg.bounds(),
	}
	if cfg.DatabaseURL != "" {
		c.DatabaseURL = string(cfg.DatabaseURL)
	} else {
		c.Path = filepath.Join(cfg.DataDir, "livecode.db")
	}
	return c
}

// lockDataDir makes sure that no other process serves from dir.
func lockDataDir(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("DATA_DIR: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "livecode.lock"))
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("DATA_DIR: %w", err)
	}
	if !got {
		return nil, fmt.Errorf("DATA_DIR: another livecode serves from %s; stop it, or set another DATA_DIR or a DATABASE_URL", dir)
	}
	return func() { _ = lock.Unlock() }, nil
}
