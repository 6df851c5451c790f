package migrations_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/edtronaut/livecode/migrations"
)

// first is a row in each of the first tables.
var first = []string{
	`INSERT INTO code_sessions (id, status, created_at, updated_at)
	 VALUES ('018f3f2e-0000-7000-8000-000000000001', 'ACTIVE', {now}, {now})`,
	`INSERT INTO executions (id, session_id, code, language, status, created_at)
	 SELECT id, id, '1', 'python', 'RUNNING', created_at FROM code_sessions`,
	`INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at)
	 SELECT id, 1, 'worker', created_at, created_at FROM executions`,
}

// TestUpKeepsTheRows: the rows of the first version stay as the tables change,
// and that version can go on writing beside its successor.
func TestUpKeepsTheRows(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		provider, now := stepsOf(t, d, db)
		if _, err := provider.UpTo(t.Context(), 1); err != nil {
			t.Fatalf("UpTo the first version: %v", err)
		}
		for _, insert := range first {
			if _, err := db.Exec(strings.ReplaceAll(insert, "{now}", now)); err != nil {
				t.Fatalf("%s: %v", insert, err)
			}
		}
		up(t, db, d.dialect)
		var rows int
		if err := db.QueryRow(`SELECT count(*) FROM execution_attempts`).Scan(&rows); err != nil || rows != 1 {
			t.Errorf("attempts after Up: got %d and error %v, want 1", rows, err)
		}
		const again = `INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at, finished_at)
			SELECT execution_id, 2, worker_id, claimed_at, claimed_at, claimed_at FROM execution_attempts`
		if _, err := db.Exec(again); err != nil {
			t.Errorf("%s: %v", again, err)
		}
	})
}

// stepsOf returns what makes the steps of a database one by one, and how to say now
// in its statements.
func stepsOf(t *testing.T, d database, db *sql.DB) (provider *goose.Provider, now string) {
	t.Helper()
	dialect, now := goose.DialectPostgres, "now()"
	if d.dialect == migrations.SQLite {
		dialect, now = goose.DialectSQLite3, "0"
	}
	provider, err := goose.NewProvider(dialect, db, os.DirFS(string(d.dialect)))
	if err != nil {
		t.Fatalf("NewProvider: %v", err)
	}
	return provider, now
}
