package persistence

import (
	"slices"
	"strings"
	"testing"

	"github.com/edtronaut/livecode/executor"
)

// columns are exactly those of each table. The first two tables are documented:
// what the platform adds goes elsewhere.
var columns = map[string]string{
	"code_sessions":           "created_at id status updated_at",
	"executions":              "code created_at execution_time id language session_id status stderr stdout",
	"execution_inputs":        "execution_id interactive stdin",
	"execution_cancellations": "execution_id requested_at",
	"execution_clients":       "client execution_id session_id waits",
	"language_runtimes":       "image language updated_at version",
	"session_deletions":       "requested_at session_id",
	"duties":                  "held_until holder name",
	"session_drafts":          "code language revision session_id updated_at",
	"session_owners":          "key_name session_id",
	"shares":                  "created_at execution_id session_id token",
	"idempotency_keys":        "created_at execution_id fingerprint id pending_until session_id",
	"execution_attempts": "attempt claimed_at cpu_time_us error execution_id exit_code finished_at image " +
		"lease_expires_at oom_kills peak_memory_bytes runtime signal started_at stderr_bytes stderr_gap_at stderr_gap_bytes " +
		"stderr_lossy stderr_truncated stdout_bytes stdout_gap_at stdout_gap_bytes stdout_lossy stdout_truncated " +
		"termination timeline worker_id",
}

var selectColumns = statement{
	postgres: `SELECT column_name FROM information_schema.columns WHERE table_name = $1`,
	sqlite:   `SELECT name FROM pragma_table_info(?)`,
}

func TestTablesHaveExactlyTheirColumns(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		for table, want := range columns {
			var names []string
			if err := s.read.Select(&names, s.dialect.text(selectColumns), table); err != nil {
				t.Fatalf("columns of %s: %v", table, err)
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); got != want {
				t.Errorf("columns of %s:\n got %s\nwant %s", table, got, want)
			}
		}
	})
}

// What the code never writes, the schema refuses, whoever writes it.
func TestSchemaRefusesWhatIsNotAState(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		id := claimOnce(t, s).ExecutionID
		share(t, s, executor.ShareExecution, id)
		for _, refused := range []string{
			`UPDATE code_sessions SET status = 'CLOSED'`,
			`UPDATE executions SET status = 'DONE'`,
			`UPDATE executions SET stdout = NULL`,
			`UPDATE executions SET execution_time = -1`,
			`UPDATE execution_attempts SET attempt = 0`,
			`UPDATE execution_attempts SET termination = 'bored', finished_at = claimed_at`,
			`UPDATE execution_attempts SET termination = 'lost'`, // while it is open
			`UPDATE execution_attempts SET timeline = 'accepted'`,
			`UPDATE shares SET execution_id = NULL`,
			`UPDATE shares SET session_id = (SELECT id FROM code_sessions)`, // two things at once
			`UPDATE shares SET token = 'guess'`,
			`INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at)
			 SELECT execution_id, 2, worker_id, claimed_at, lease_expires_at FROM execution_attempts`,
		} {
			if _, err := s.write.Exec(refused); err == nil {
				t.Errorf("%s: got no error", refused)
			}
		}
		e, err := s.Execution(t.Context(), id)
		if err != nil || e.Attempt == nil || e.Attempt.Number != 1 {
			t.Errorf("Execution after refused statements: got %+v and error %v, want the first attempt", e, err)
		}
	})
}

func TestDeletingASessionDeletesAllOfIt(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		share(t, s, executor.ShareExecution, claimOnce(t, s).ExecutionID)
		session := executor.Session{ID: newID(t), Status: executor.SessionActive, Owner: "alice"}
		if _, err := s.CreateSessionOnce(t.Context(), session, newKey()); err != nil {
			t.Fatalf("CreateSessionOnce: %v", err)
		}
		if _, err := s.SaveDraft(t.Context(), executor.DraftChange{SessionID: session.ID, Code: new("1")}); err != nil {
			t.Fatalf("SaveDraft: %v", err)
		}
		share(t, s, executor.ShareDraft, session.ID)
		if _, err := s.write.Exec(`DELETE FROM code_sessions`); err != nil {
			t.Fatalf("delete: %v", err)
		}
		for table := range columns {
			var rows int
			if err := s.read.Get(&rows, `SELECT count(*) FROM `+table); err != nil || rows != 0 {
				t.Errorf("rows of %s: got %d and error %v, want 0", table, rows, err)
			}
		}
	})
}
