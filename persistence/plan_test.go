package persistence

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
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
	`INSERT INTO execution_clients (execution_id, client, session_id, waits)
	 SELECT id, left(session_id::text, 2), session_id, id::text > '04' FROM executions WHERE status = 'COMPLETED' LIMIT 20000`,
	`INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at, finished_at, termination)
	 SELECT id, 1, 'w' || ('x' || substr(id::text, 1, 2))::bit(8)::int, now(), now(),
	        CASE WHEN status = 'COMPLETED' THEN now() END, CASE WHEN status = 'COMPLETED' THEN 'exited' END
	 FROM executions WHERE status <> 'QUEUED'`,
	`INSERT INTO execution_inputs (execution_id, stdin) SELECT id, 'in' FROM executions`,
	`INSERT INTO session_drafts (session_id, language, code, revision, updated_at) SELECT id, 'python', '1', 1, now() FROM code_sessions`,
	`INSERT INTO session_deletions (session_id, requested_at) SELECT id, now() FROM code_sessions`,
	`INSERT INTO session_owners (session_id, key_name) SELECT id, 'alice' FROM code_sessions`,
	`INSERT INTO idempotency_keys (id, fingerprint, session_id, execution_id, created_at)
	 SELECT sha256(id::text::bytea), sha256('x'), session_id, id, now() - random() * interval '20 hours' FROM executions`,
	`INSERT INTO execution_cancellations (execution_id, requested_at) SELECT id, now() FROM executions WHERE status = 'COMPLETED'`,
	`INSERT INTO shares (token, execution_id, created_at) SELECT md5(id::text), id, now() FROM executions LIMIT 20000`,
	`INSERT INTO shares (token, session_id, created_at) SELECT md5(id::text), id, now() FROM code_sessions`,
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
	id, key := newID(t), make([]byte, 32)
	within := Bounds{100, 100, 100}.args(executor.Execution{SessionID: id, Client: "a"})
	ended, finished := finishArgs(executor.Result{Termination: executor.TerminationExited})
	for name, c := range map[string]struct {
		statement statement
		args      []any
		index     string // that the statement must use; none for an insert
	}{
		"insert session":    {insertSession, []any{id, "ACTIVE"}, ""},
		"insert execution":  {insertExecution, append(append([]any{id, id, "1", "python", id}, within...), "a"), "executions_queued"},
		"room":              {selectRoom, append([]any{id, id}, within...), "execution_clients_waiting"},
		"insert input":      {insertInput, []any{id, "in", true}, ""},
		"insert attempt":    {insertAttempt, []any{id, 1, "w1", 1}, ""},
		"session":           {selectSession, []any{id}, "code_sessions_pkey"},
		"session's draft":   {selectDraft, []any{id}, "session_drafts_pkey"},
		"save draft":        {saveDraft, []any{"python", "1", id, 1, 1, "python", "1", 1, 1}, "session_drafts_pkey"},
		"delete unfinished": {deleteUnfinished, []any{id, id, 200}, "executions_queued"},
		"delete session":    {deleteSession, []any{id}, "code_sessions_pkey"},
		"mark deleted":      {markDeleted, []any{id}, "code_sessions_pkey"},
		"purge executions":  {purgeExecutions, []any{id, 200, batchBytes}, "executions_by_session"},
		"has executions":    {hasExecutions, []any{id}, "executions_by_session"},
		"purge keys":        {purgeKeys, []any{id, 200}, "idempotency_keys_by_session"},
		"insert owner":      {insertOwner, []any{id, "alice"}, ""},
		"execution owner":   {selectExecutionOwner, []any{id}, "session_owners_pkey"},
		"take key":          {takeKey, []any{key, key, id, id, true, 1, 1}, ""},
		"key":               {selectKey, []any{key}, "idempotency_keys_pkey"},
		"share execution":   {shares[executor.ShareExecution].create, []any{"token", id}, "executions_pkey"},
		"share draft":       {shares[executor.ShareDraft].create, []any{"token", id}, "code_sessions_pkey"},
		"execution's share": {shares[executor.ShareExecution].read, []any{id}, "shares_execution_id_key"},
		"draft's share":     {shares[executor.ShareDraft].read, []any{id}, "shares_session_id_key"},
		"revoke":            {shares[executor.ShareExecution].revoke, []any{id}, "shares_execution_id_key"},
		"revoke draft":      {shares[executor.ShareDraft].revoke, []any{id}, "shares_session_id_key"},
		"shared execution":  {selectSharedExecution, []any{"token"}, "shares_pkey"},
		"shared draft":      {selectSharedDraft, []any{"token"}, "shares_pkey"},
		"settle key":        {settleKey, []any{key}, "idempotency_keys_pkey"},
		"forget keys":       {forgetKeys, []any{int64(24 * time.Hour / time.Microsecond), int64(24 * time.Hour / time.Microsecond), 1000}, "idempotency_keys_by_age"},
		"execution":         {selectExecution, []any{id}, "executions_pkey"},
		"executions":        {selectExecutions, []any{id, uuid.Max, 20}, "executions_by_session"},
		"first claim":       {statement{postgres: claimFirst}, []any{id, "w1", 1}, "executions_unfinished"},
		"lock for claim":    {lockForClaim, []any{id}, "executions_unfinished"},
		"count attempts":    {countAttempts, []any{"w1", id, id}, "execution_attempts_pkey"},
		"end pauses":        {endPauses, []any{id}, "execution_attempts_pkey"},
		"close lost":        {closeLost, []any{id}, "execution_attempts_open"},
		"end execution":     {endExecution, []any{"COMPLETED", "", "", 1, id}, "executions_unfinished"},
		"lock running":      {lockRunning, []any{id}, "executions_unfinished"},
		"release attempt":   {releaseAttempt, []any{"lost", "", 0, id, 1, time.Now()}, "execution_attempts_open"},
		"waiting":           {selectWaiting, []any{"", 256}, "execution_clients_waiting"},
		"waiting of one":    {selectWaitingOf, []any{"a", id, "a", "a", "a", 16}, "execution_clients_waiting"},
		"backlog":           {selectBacklog, nil, "execution_clients_"}, // the table has only what has not ended
		"backlog since":     {selectBacklogSince, nil, "executions_"},   // any index of what has not ended
		"due":               {selectDue, []any{0, 1000}, "executions_"}, // of what waits, or in order of what has not ended
		"due again":         {selectDueAgain, []any{1000}, "executions_running"},
		"lapsed":            {selectLapsed, []any{"w1", 8}, "executions_running"},
		"fail execution":    {failExecution, []any{id}, "executions_unfinished"},
		"abandon attempt":   {abandonAttempt, []any{"lost", id}, "execution_attempts_open"},
		"insert nobody's":   {insertNobodys, []any{id, "lost", id}, "execution_attempts_pkey"},
		"lock execution":    {lockExecution, []any{id}, "executions_pkey"},
		"fail unended":      {failUnended, []any{id}, "executions_unfinished"},
		"insert cancel":     {insertCancellation, []any{id}, ""},
		"cancelled":         {selectCancellation, []any{id, id}, "execution_cancellations_pkey"},
		"end leases":        {endLeases, []any{"w1"}, "execution_attempts_open_by_worker"},
		"finish attempt":    {finishAttempt, append(finished, id, 1, time.Now()), "execution_attempts_open"},
		"finish":            {statement{postgres: finishAtOnce}, slices.Concat(ended, []any{id}, finished, []any{id, 1, time.Now()}), "executions_unfinished"},
	} {
		var plan []string
		if err := s.read.Select(&plan, "EXPLAIN "+s.dialect.text(c.statement), c.args...); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := strings.Join(plan, "\n")
		if strings.Contains(text, "Seq Scan") || !strings.Contains(text, c.index) {
			t.Errorf("%s scans a table, or does not use %s:\n%s", name, c.index, text)
		}
	}
}
