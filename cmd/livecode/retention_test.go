package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/persistence"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// keepsDatabases are both kinds of database, and what to fill them by.
var keepsDatabases = map[string]func(t *testing.T) (cfg persistence.Config, db *sql.DB){
	"Postgres": func(t *testing.T) (persistence.Config, *sql.DB) {
		url := postgrestest.New(t)
		return persistence.Config{DatabaseURL: url}, openSQL(t, "postgres", url)
	},
	"SQLite": func(t *testing.T) (persistence.Config, *sql.DB) {
		path := filepath.Join(t.TempDir(), "livecode.db")
		return persistence.Config{Path: path}, openSQL(t, "sqlite", path+"?_foreign_keys=on&_busy_timeout=5000")
	},
}

func openSQL(t *testing.T, driver, name string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// fillDays stores an execution for each of so many days, the oldest first, in a
// session of its own, and one that waits for as long as the oldest is old.
func fillDays(t *testing.T, db *sql.DB, n int, ago func(days int) string) {
	t.Helper()
	for i := range n {
		at := ago(n - i)
		session, execution := fmt.Sprintf("01900000-0000-7000-8000-%012d", i), fmt.Sprintf("01900000-0000-7000-9000-%012d", i)
		status := "COMPLETED"
		if i == 0 {
			status = "QUEUED"
		}
		for _, insert := range []string{
			fmt.Sprintf(`INSERT INTO code_sessions (id, status, created_at, updated_at) VALUES ('%s', 'ACTIVE', %s, %s)`, session, at, at),
			fmt.Sprintf(`INSERT INTO executions (id, session_id, code, language, status, stdout, created_at)
				VALUES ('%s', '%s', '1', 'python', '%s', '%s', %s)`, execution, session, status, strings.Repeat("x", 1<<10-1), at),
		} {
			if _, err := db.Exec(insert); err != nil {
				t.Fatalf("%s: %v", insert, err)
			}
		}
	}
}

// TestRetention: each budget keeps the newest, and with them what has not ended.
func TestRetention(t *testing.T) {
	t.Parallel()
	for name, open := range keepsDatabases {
		for kept, b := range map[string]budget{
			"11 executions, 11 sessions": {Age: 10*24*time.Hour + time.Hour},
			"8 executions, 100 sessions": {Executions: 7},
			"8 executions, 20 sessions":  {Executions: 7, Sessions: 19},
			"6 executions, 100 sessions": {Bytes: 5*(2<<10) + 1},
			"4 executions, 11 sessions":  {Age: 10*24*time.Hour + time.Hour, Executions: 3, Bytes: 1 << 30},
			"100 executions, 100 sessions": {
				Age: 1000 * 24 * time.Hour, Executions: 100, Sessions: 100, Bytes: 1 << 30,
			},
		} {
			t.Run(name+"/"+kept, func(t *testing.T) {
				t.Parallel()
				cfg, db := open(t)
				store, err := persistence.Open(t.Context(), cfg)
				if err != nil {
					t.Fatal(err)
				}
				defer store.Close()
				if err := store.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
				ago := func(days int) string { return fmt.Sprintf("now() - interval '%d days'", days) }
				if cfg.Path != "" {
					ago = func(days int) string {
						return strconv.FormatInt(time.Now().Add(-time.Duration(days)*24*time.Hour).UnixMicro(), 10)
					}
				}
				fillDays(t, db, 100, ago)
				said := runRetain(t, store, b, true)
				wantKept(t, db, "100 executions, 100 sessions")
				var executions, sessions int
				if _, err := fmt.Sscanf(kept, "%d executions, %d sessions", &executions, &sessions); err != nil {
					t.Fatal(err)
				}
				if want := fmt.Sprintf("to delete: %d executions, ", 100-executions); !strings.HasPrefix(said, want) {
					t.Errorf("--dry-run says %q, want %q", said, want)
				}
				said = runRetain(t, store, b, false)
				wantKept(t, db, kept)
				if want := fmt.Sprintf("deleted: %d executions, %d sessions\n", 100-executions, 100-sessions); said != want {
					t.Errorf("it says %q, want %q", said, want)
				}
			})
		}
	}
}

func runRetain(t *testing.T, store retentionStore, b budget, dry bool) string {
	t.Helper()
	var said bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetOut(&said)
	if err := retain(cmd, store, b, dry); err != nil {
		t.Fatalf("retain: %v", err)
	}
	return said.String()
}

func wantKept(t *testing.T, db *sql.DB, want string) {
	t.Helper()
	if got := countKept(t, db); got != want {
		t.Errorf("kept: %s, want %s", got, want)
	}
}

func countKept(t *testing.T, db *sql.DB) string {
	t.Helper()
	var executions, sessions int
	err := db.QueryRow(`SELECT (SELECT count(*) FROM executions), (SELECT count(*) FROM code_sessions)`).Scan(&executions, &sessions)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d executions, %d sessions", executions, sessions)
}

// TestRetentionTask: of several processes one works, it counts what it deletes,
// and what a process that died has left of a deleted session goes too.
func TestRetentionTask(t *testing.T) {
	t.Parallel()
	cfg, db := keepsDatabases["Postgres"](t)
	store, err := persistence.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	fillDays(t, db, 10, func(days int) string { return fmt.Sprintf("now() - interval '%d days'", days) })
	if _, err := db.Exec(`INSERT INTO session_deletions SELECT id, now() FROM code_sessions ORDER BY id LIMIT 3`); err != nil {
		t.Fatal(err)
	}
	counted := map[string]int{}
	newTask := func(holder string) *retentionTask {
		return &retentionTask{
			store: store, budget: budget{Executions: 4}, holder: holder, log: zerolog.Nop(),
			count: func(kind string, n int) { counted[kind] += n },
		}
	}
	one, other := newTask("one"), newTask("other")
	if err := one.purge(t.Context()); err != nil {
		t.Errorf("purge: %v", err)
	}
	wantKept(t, db, "7 executions, 7 sessions")
	if err := one.retain(t.Context()); err != nil {
		t.Errorf("retain: %v", err)
	}
	if err := other.retain(t.Context()); err != errNotOnDuty { //nolint:errorlint // it is not wrapped
		t.Errorf("retain by another process: %v, want %v", err, errNotOnDuty)
	}
	wantKept(t, db, "4 executions, 7 sessions")
	if counted[kindExecution] != 3 || counted[kindSession] != 0 {
		t.Errorf("counted %v, want 3 executions", counted)
	}
	if _, err := db.Exec(`UPDATE duties SET held_until = now()`); err != nil {
		t.Fatal(err)
	}
	if err := other.retain(t.Context()); err != nil {
		t.Errorf("retain after the other process's term: %v", err)
	}
}

// slowStore takes for ever to tell what is beyond the budget.
type slowStore struct {
	dutyStore
	slow, purged chan struct{}
}

func (s *slowStore) TakeDuty(context.Context, string, string, time.Duration) (bool, error) {
	return true, nil
}

func (s *slowStore) DeletionPending(context.Context) (bool, error) {
	<-s.slow
	return true, nil
}

func (s *slowStore) BeyondNumber(ctx context.Context, _ int64) (uuid.UUID, error) {
	close(s.slow)
	<-ctx.Done()
	return uuid.Nil, ctx.Err()
}

func (s *slowStore) PurgeSession(context.Context) (found bool, err error) {
	close(s.purged)
	return false, nil
}

// TestDeletedSessionsDoNotWaitForTheBudget: what they have left goes while what is
// beyond the budget takes long.
func TestDeletedSessionsDoNotWaitForTheBudget(t *testing.T) {
	t.Parallel()
	store := &slowStore{slow: make(chan struct{}), purged: make(chan struct{})}
	stop := startRetention(t.Context(), store, budget{Executions: 1}, func(string, int) {}, zerolog.Nop())
	select {
	case <-store.purged:
	case <-time.After(stacktest.Patience):
		t.Error("nothing was purged")
	}
	stop()
}
