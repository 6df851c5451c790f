// Package migrations brings a database to the schema this program needs. The
// SQL files are part of the binary, one folder a [Dialect].
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// Dialect names a folder of migrations.
type Dialect string

// The databases there are migrations for.
const (
	Postgres Dialect = "postgres"
	SQLite   Dialect = "sqlite"
)

// Migration is one step of the schema, and whether the database has made it.
type Migration struct {
	Version   int64
	Name      string    // of the SQL file, such as 00001_executions.sql
	AppliedAt time.Time // zero while it is pending
}

// Up applies what is pending, each migration in a transaction of its own. Any
// number of processes may do so at once: one does the work while the others
// wait, at most [LockTimeout] or until ctx ends; where nothing is pending nobody
// waits. On Postgres it takes two connections of db, one to hold the lock, and
// holds up nobody who writes for more than two seconds at a time while it waits
// for a transaction of others: after a minute and a half of that it is
// [ErrTablesHeld].
func Up(ctx context.Context, db *sql.DB, d Dialect) error {
	provider, err := d.provider(db)
	if err != nil {
		return err
	}
	if done, err := d.upToDate(ctx, db, provider); done || err != nil {
		return err
	}
	return d.locked(ctx, db, func() error {
		err := givingWay(ctx, func() error {
			_, err := provider.Up(ctx)
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		return nil
	})
}

// Status lists every migration this program knows, oldest first. It creates the
// table that migrations are recorded in, if there is none yet.
func Status(ctx context.Context, db *sql.DB, d Dialect) ([]Migration, error) {
	provider, err := d.provider(db)
	if err != nil {
		return nil, err
	}
	var list []Migration
	err = d.locked(ctx, db, func() error {
		status, err := provider.Status(ctx)
		if err != nil {
			return fmt.Errorf("migration status: %w", err)
		}
		for _, s := range status {
			list = append(list, Migration{
				Version:   s.Source.Version,
				Name:      path.Base(s.Source.Path),
				AppliedAt: s.AppliedAt,
			})
		}
		return nil
	})
	return list, err
}

// upToDate spares the usual start of a process the lock of Postgres, for which
// it might wait a second. Before goose's table is there only a holder of the
// lock may ask goose, which would create it.
func (d Dialect) upToDate(ctx context.Context, db *sql.DB, provider *goose.Provider) (bool, error) {
	if d != Postgres {
		return false, nil
	}
	var exists bool
	const query = `SELECT to_regclass('goose_db_version') IS NOT NULL`
	if err := db.QueryRowContext(ctx, query).Scan(&exists); err != nil {
		return false, fmt.Errorf("migrate: %w", err)
	}
	if !exists {
		return false, nil
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return false, fmt.Errorf("migrate: %w", err)
	}
	return !pending, nil
}

// provider makes goose ready for db. It keeps to the folder's files: no
// registry of Go migrations, no logging.
func (d Dialect) provider(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(files, string(d))
	if err != nil {
		return nil, fmt.Errorf("migrations for %s: %w", d, err)
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	dialect := goose.DialectSQLite3
	if d == Postgres {
		dialect = goose.DialectPostgres
		options = append(options, goose.WithSessionLocker(lockWaits{}))
	}
	provider, err := goose.NewProvider(dialect, db, folder, options...)
	if err != nil {
		return nil, fmt.Errorf("migrations for %s: %w", d, err)
	}
	return provider, nil
}
