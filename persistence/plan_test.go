package persistence

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// fill holds 200,000 executions that have ended, 10 a session, and a few that
// have not.
var fill = []string{
	`INSERT INTO code_sessions (id, status, created_at, updated_at)
	 SELECT md5('s' || n)::uuid, 'ACTIVE', now(), now() FROM generate_series(1, 20000) n`,
	`INSERT INTO executions (id, session_id, code, language, status, stdout, created_at)
	 SELECT md5('e' || n)::uuid, md5('s' || (n % 20000 + 1))::uuid, 'print(1)', 'python',
	        CASE WHEN n % 4000 = 0 THEN 'QUEUED' WHEN n % 4000 = 1 THEN 'RUNNING' ELSE 'COMPLETED' END, '1', now()
	 FROM generate_series(1, 200000) n`,
	`INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at, finished_at, termination)
	 SELECT id, 1, 'w' || ('x' || substr(id::text, 1, 2))::bit(8)::int, now(), now(),
	        CASE WHEN status = 'COMPLETED' THEN now() END, CASE WHEN status = 'COMPLETED' THEN 'exited' END
	 FROM executions WHERE status <> 'QUEUED'`,
	`INSERT INTO execution_inputs (execution_id, stdin) SELECT id, 'in' FROM executions`,
	`ANALYZE`,
}

// TestNoStatementScansATable: whatever the table's size, each statement of a
// request or of a run finds its rows by an index.
func TestNoStatementScansATable(t *testing.T) {
	t.Parallel()
	s := openMigrated(t, Config{DatabaseURL: postgrestest.New(t), StatementTimeout: time.Minute})
	for _, sql := range fill {
		if _, err := s.write.Exec(sql); err != nil {
			t.Fatalf("%.60s…: %v", sql, err)
		}
	}
	id := newID(t)
	for name, c := range map[string]struct {
		statement statement
		args      []any
	}{
		"session":         {selectSession, []any{id}},
		"execution":       {selectExecution, []any{id}},
		"executions":      {selectExecutions, []any{id, uuid.Max, 20}},
		"lock for claim":  {lockForClaim, []any{id}},
		"count attempts":  {countAttempts, []any{id}},
		"close lost":      {closeLost, []any{id}},
		"end execution":   {endExecution, []any{"COMPLETED", "", "", 1, id}},
		"lock running":    {lockRunning, []any{id}},
		"release attempt": {releaseAttempt, []any{"lost", "", 0, id, 1}},
		"due":             {selectDue, []any{0, 1000}},
		"fail execution":  {failExecution, []any{id}},
		"abandon attempt": {abandonAttempt, []any{"lost", id, id}},
		"end leases":      {endLeases, []any{"w1"}},
		"finish attempt":  {finishAttempt, []any{"exited", time.Now(), 0, "", 1, 1, 1, 1, false, false, false, false, "", "", "", id, 1}},
	} {
		var plan []string
		if err := s.read.Select(&plan, "EXPLAIN "+s.dialect.text(c.statement), c.args...); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan") {
			t.Errorf("%s scans a table:\n%s", name, text)
		}
	}
}
