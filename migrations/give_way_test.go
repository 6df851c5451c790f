package migrations_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/migrations"
)

// newcomer is a session with an execution.
const newcomer = `WITH s AS (INSERT INTO code_sessions (id, status, created_at, updated_at)
	VALUES (gen_random_uuid(), 'ACTIVE', now(), now()) RETURNING id)
	INSERT INTO executions (id, session_id, code, language, status, created_at)
	SELECT gen_random_uuid(), id, '1', 'python', 'QUEUED', now() FROM s`

// TestUpHoldsUpNoWriters: while a migration waits for a long transaction, others
// write, after two seconds at the latest; once that has ended it goes on.
func TestUpHoldsUpNoWriters(t *testing.T) {
	t.Parallel()
	d := databases["Postgres"](t)
	db := d.open(t)
	provider, _ := stepsOf(t, d, db)
	if _, err := provider.UpTo(t.Context(), 11); err != nil {
		t.Fatalf("UpTo: %v", err)
	}
	long, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = long.Rollback() }()
	if _, err := long.Exec(`LOCK TABLE executions IN ROW EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	migrated := make(chan error, 1)
	migrator := d.open(t)
	go func() { migrated <- migrations.Up(t.Context(), migrator, d.dialect) }()
	for range 2 { // and not only the first time
		waitUntil(t, func() (bool, string) {
			var waiting int
			const query = `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'executions'::regclass AND mode <> 'RowExclusiveLock'`
			err := db.QueryRow(query).Scan(&waiting)
			return waiting > 0, fmt.Sprintf("%d migrations wait for the table, error %v", waiting, err)
		})
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		if _, err := db.ExecContext(ctx, newcomer); err != nil {
			t.Errorf("a writer has waited for %v: %v", time.Since(began), err)
		}
		cancel()
	}
	select {
	case err := <-migrated:
		t.Fatalf("Up while the table is held: %v, want that it is tried again", err)
	default:
	}
	if err := long.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-migrated; err != nil {
		t.Fatalf("Up after the transaction has ended: %v", err)
	}
	for _, m := range status(t, db, d.dialect) {
		if m.AppliedAt.IsZero() {
			t.Errorf("%s is pending", m.Name)
		}
	}
	var timeout string
	if err := migrator.QueryRow(`SHOW lock_timeout`).Scan(&timeout); err != nil || strings.TrimRight(timeout, "ms") != "0" {
		t.Errorf("lock_timeout of a connection afterwards: %q, %v, want 0", timeout, err)
	}
}

// waitUntil waits until something is so, and says how it was last if it is not in
// ten seconds.
func waitUntil(t *testing.T, is func() (bool, string)) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		ok, last := is()
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal(last)
		}
	}
}
