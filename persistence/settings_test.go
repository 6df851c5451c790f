package persistence

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/persistence/postgrestest"
)

func TestPostgresSettings(t *testing.T) {
	t.Parallel()
	url := postgrestest.New(t)
	s := openStore(t, Config{DatabaseURL: url})
	wantSetting(t, s.write, "SHOW statement_timeout", "15s")
	wantSetting(t, s.write, "SHOW idle_in_transaction_session_timeout", "15s")
	wantSetting(t, s.write, "SHOW application_name", "livecode")

	own := openStore(t, Config{DatabaseURL: url + "&application_name=mine&statement_timeout=7000"})
	wantSetting(t, own.write, "SHOW application_name", "mine")
	wantSetting(t, own.write, "SHOW statement_timeout", "7s")
}

func TestSQLiteSettings(t *testing.T) {
	t.Parallel()
	s := openStore(t, Config{Path: filepath.Join(t.TempDir(), "livecode.db")})
	for _, pool := range []*sqlx.DB{s.read, s.write} {
		wantSetting(t, pool, "PRAGMA journal_mode", "wal")
		wantSetting(t, pool, "PRAGMA synchronous", "2") // FULL
		wantSetting(t, pool, "PRAGMA foreign_keys", "1")
		wantSetting(t, pool, "PRAGMA busy_timeout", "5000")
	}
	wantSetting(t, s.read, "PRAGMA query_only", "1")
	wantSetting(t, s.write, "PRAGMA query_only", "0")
}

func wantSetting(t *testing.T, db *sqlx.DB, query, want string) {
	t.Helper()
	var got string
	if err := db.GetContext(t.Context(), &got, query); err != nil || got != want {
		t.Errorf("%s: got %q and error %v, want %q", query, got, err, want)
	}
}

// The queries that run all the time must not read what has ended.
func TestSQLiteQueriesUseTheirIndexes(t *testing.T) {
	t.Parallel()
	s := openMigrated(t, Config{Path: filepath.Join(t.TempDir(), "livecode.db")})
	for index, query := range map[string]statement{
		"executions_unfinished":             selectDue,
		"executions_by_session":             selectExecutions,
		"execution_clients_running":         selectWaiting,
		"execution_clients_waiting":         selectWaitingOf,
		"execution_attempts_open_by_worker": endLeases,
		"idempotency_keys_by_age":           forgetKeys,
	} {
		text := s.dialect.text(query)
		args := make([]any, strings.Count(text, "?"))
		rows, err := s.write.QueryxContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
		if err != nil {
			t.Fatalf("EXPLAIN QUERY PLAN %s: %v", text, err)
		}
		plan := planOf(t, rows)
		if !strings.Contains(plan, index) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("plan of %s:\n got %s\nwant index %s and no sorting", text, plan, index)
		}
	}
}

func planOf(t *testing.T, rows *sqlx.Rows) string {
	t.Helper()
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatalf("scan the plan: %v", err)
		}
		steps = append(steps, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("read the plan: %v", err)
	}
	return strings.Join(steps, "; ")
}
