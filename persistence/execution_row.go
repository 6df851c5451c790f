package persistence

import (
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// executionColumns selects executions with their newest attempts, if any, as
// [executionRow]s.
const executionColumns = `
	SELECT e.id, e.session_id, e.code, e.language, e.status, e.stdout, e.stderr,
	       e.execution_time, e.created_at,
	       a.attempt, a.worker_id, a.claimed_at, a.lease_expires_at, a.started_at, a.finished_at,
	       a.termination, a.exit_code, a.signal, a.cpu_time_us, a.peak_memory_bytes,
	       a.stdout_bytes, a.stderr_bytes, a.stdout_truncated, a.stderr_truncated,
	       a.stdout_lossy, a.stderr_lossy, a.stdout_gap_at, a.stdout_gap_bytes,
	       a.stderr_gap_at, a.stderr_gap_bytes, a.oom_kills, a.image, a.runtime, a.error, a.timeline,
	       coalesce(i.interactive, FALSE) AS interactive, coalesce(octet_length(i.stdin), 0) AS stdin_bytes
	FROM executions e
	LEFT JOIN execution_inputs i ON i.execution_id = e.id
	LEFT JOIN execution_attempts a ON a.execution_id = e.id AND a.attempt =
	     (SELECT max(newest.attempt) FROM execution_attempts newest WHERE newest.execution_id = e.id)`

type executionRow struct {
	ID            uuid.UUID
	SessionID     uuid.UUID `db:"session_id"`
	Code          string
	Language      string
	Status        executor.Status
	Stdout        string
	Stderr        string
	ExecutionTime *int64    `db:"execution_time"`
	CreatedAt     time.Time `db:"created_at"`
	Interactive   bool
	StdinBytes    int `db:"stdin_bytes"`
	attemptRow
}

func (r *executionRow) execution() executor.Execution {
	return executor.Execution{
		ID:            r.ID,
		SessionID:     r.SessionID,
		Code:          r.Code,
		Language:      r.Language,
		Status:        r.Status,
		Stdout:        r.Stdout,
		Stderr:        r.Stderr,
		CreatedAt:     r.CreatedAt.UTC(),
		ExecutionTime: r.ExecutionTime,
		Interactive:   r.Interactive,
		StdinBytes:    r.StdinBytes,
		Attempt:       r.newestAttempt(),
	}
}
