package migrations_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3/lock"

	"github.com/edtronaut/livecode/migrations"
)

// A context that ends is the caller's way out of a wait for another process.
func TestSQLiteWaitsForTheLockUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "livecode.db")
	other := flock.New(path + ".migrate.lock")
	if held, err := other.TryLock(); !held {
		t.Fatalf("TryLock: %v", err)
	}
	db := open(t, "sqlite", "file:"+path)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := migrations.Up(ctx, db, migrations.SQLite); ctx.Err() == nil || err == nil {
		t.Fatalf("Up while another process holds the lock: got error %v before the context ended", err)
	}
	if err := other.Unlock(); err != nil {
		t.Fatalf("Unlock: %v", err)
	}
	up(t, db, migrations.SQLite)
}

func TestPostgresWaitsForTheLockUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	d := databases["Postgres"](t)
	release := holdAdvisoryLock(t, d)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := migrations.Up(ctx, d.open(t), d.dialect); ctx.Err() == nil || err == nil {
		t.Fatalf("Up while another process holds the lock: got error %v before the context ended", err)
	}
	release()
	up(t, d.open(t), d.dialect)
}

// What is up to date needs no lock: a deployment of many processes starts at
// once.
func TestPostgresUpToDateNeedsNoLock(t *testing.T) {
	t.Parallel()
	d := databases["Postgres"](t)
	up(t, d.open(t), d.dialect)
	defer holdAdvisoryLock(t, d)()
	up(t, d.open(t), d.dialect)
}

// holdAdvisoryLock takes the lock of migrations as another process would.
func holdAdvisoryLock(t *testing.T, d database) (release func()) {
	t.Helper()
	other, err := d.open(t).Conn(t.Context())
	if err != nil {
		t.Fatalf("Conn: %v", err)
	}
	if _, err := other.ExecContext(t.Context(), `SELECT pg_advisory_lock($1)`, lock.DefaultLockID); err != nil {
		t.Fatalf("pg_advisory_lock: %v", err)
	}
	return func() {
		if _, err := other.ExecContext(t.Context(), `SELECT pg_advisory_unlock($1)`, lock.DefaultLockID); err != nil {
			t.Errorf("pg_advisory_unlock: %v", err)
		}
		_ = other.Close()
	}
}
