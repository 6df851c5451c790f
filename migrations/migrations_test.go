package migrations_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/edtronaut/livecode/migrations"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// database is one empty database, opened anew by each call of open, as
// processes do.
type database struct {
	dialect migrations.Dialect
	open    func(t *testing.T) *sql.DB
}

var databases = map[string]func(t *testing.T) database{
	"Postgres": func(t *testing.T) database {
		url := postgrestest.New(t)
		return database{migrations.Postgres, func(t *testing.T) *sql.DB { return open(t, "postgres", url) }}
	},
	"SQLite": func(t *testing.T) database {
		dsn := "file:" + filepath.Join(t.TempDir(), "livecode.db") + "?_busy_timeout=5000&_foreign_keys=on"
		return database{migrations.SQLite, func(t *testing.T) *sql.DB { return open(t, "sqlite", dsn) }}
	},
}

func TestUpByFiveAtOnceDoesTheWorkOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d database) {
		const processes = 5
		var all sync.WaitGroup
		for range processes {
			db := d.open(t)
			all.Go(func() {
				if err := migrations.Up(t.Context(), db, d.dialect); err != nil {
					t.Errorf("Up: %v", err)
				}
			})
		}
		all.Wait()
		db := d.open(t)
		list := status(t, db, d.dialect)
		if got := applications(t, db); got != len(list) {
			t.Errorf("after Up by %d at once: %d migrations applied, want %d", processes, got, len(list))
		}
	})
}

func TestUpAgainChangesNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		up(t, db, d.dialect)
		before := status(t, db, d.dialect)
		up(t, db, d.dialect)
		after := status(t, db, d.dialect)
		for i := range before {
			if after[i] != before[i] {
				t.Errorf("Status after the second Up: got %+v, want %+v", after[i], before[i])
			}
		}
	})
}

func TestStatusTellsPendingFromApplied(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		first := status(t, db, d.dialect)[0]
		want := migrations.Migration{Version: 1, Name: "00001_executions.sql"}
		if first != want {
			t.Errorf("Status before Up: got %+v, want %+v", first, want)
		}
		up(t, db, d.dialect)
		for _, m := range status(t, db, d.dialect) {
			if age := time.Since(m.AppliedAt); age.Abs() > time.Minute {
				t.Errorf("Status after Up: migration %d applied at %s, want about now", m.Version, m.AppliedAt)
			}
		}
	})
}

func TestSQLiteInMemoryIsRefused(t *testing.T) {
	t.Parallel()
	if err := migrations.Up(t.Context(), open(t, "sqlite", ":memory:"), migrations.SQLite); err == nil {
		t.Error("Up of an in-memory database: got no error")
	}
}

func TestUnknownDialectIsRefused(t *testing.T) {
	t.Parallel()
	var unknown migrations.Dialect = "mysql"
	err := migrations.Up(t.Context(), open(t, "sqlite", ":memory:"), unknown)
	if err == nil || errors.Is(err, migrations.ErrLocked) {
		t.Errorf("Up of dialect %q: got error %v, want a refusal", unknown, err)
	}
}

func onEach(t *testing.T, test func(t *testing.T, d database)) {
	for name, make := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, make(t))
		})
	}
}

func open(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatalf("sql.Open(%s): %v", driver, err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func up(t *testing.T, db *sql.DB, d migrations.Dialect) {
	t.Helper()
	if err := migrations.Up(t.Context(), db, d); err != nil {
		t.Fatalf("Up: %v", err)
	}
}

func status(t *testing.T, db *sql.DB, d migrations.Dialect) []migrations.Migration {
	t.Helper()
	list, err := migrations.Status(t.Context(), db, d)
	if err != nil || len(list) == 0 {
		t.Fatalf("Status: got %d migrations and error %v, want some", len(list), err)
	}
	return list
}

// applications counts how often goose recorded a migration, its own zero aside.
func applications(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	const query = `SELECT count(*) FROM goose_db_version WHERE version_id > 0`
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}
