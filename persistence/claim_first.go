package persistence

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/edtronaut/livecode/executor"
)

// The first attempt, which is nearly every attempt, in one round trip. What is
// QUEUED has never been claimed, so there is nothing to count or to close, and
// the update of the one row is the fence.
//
// Its commit does not wait for the disk: a claim that a crash of the database
// forgets leaves the execution QUEUED, and the attempt's result fenced off, also
// by another first attempt.
//
// Inputs: id, worker_id, microseconds of lease. Output: a [firstClaim], or none.
var claimFirst = sqlx.Rebind(sqlx.DOLLAR, `
	WITH claimed AS (
	    UPDATE executions SET status = 'RUNNING' WHERE id = ? AND status = 'QUEUED'
	      AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = executions.session_id)
	    RETURNING id, session_id, language, code, created_at
	), opened AS (
	    INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at)
	    SELECT id, 1, ?, clock_timestamp(), clock_timestamp() + ? * interval '1 microsecond' FROM claimed
	    RETURNING claimed_at
	)
	SELECT session_id, language, code, created_at, claimed_at,
	       i.stdin, coalesce(i.interactive, FALSE) AS interactive,
	       set_config('synchronous_commit', 'off', true) AS commit
	FROM opened, claimed LEFT JOIN execution_inputs i ON i.execution_id = claimed.id`)

type firstClaim struct {
	SessionID uuid.UUID `db:"session_id"`
	Language  string
	Code      string
	CreatedAt time.Time `db:"created_at"`
	ClaimedAt time.Time `db:"claimed_at"`
	Stdin     []byte
	Commit    string

	Interactive bool
}

// claimFirst opens the first attempt, if the database can do so at once and
// the execution is QUEUED; ok tells whether it did.
func (s *Store) claimFirst(ctx context.Context, c executor.Claim) (job executor.Job, ok bool, err error) {
	if s.dialect.claimFirst == "" || c.MaxFailures < 1 {
		return job, false, nil
	}
	var row firstClaim
	err = s.claimAtOnce.get(ctx, &row, c.ExecutionID, c.WorkerID, c.Lease.Microseconds())
	if errors.Is(err, sql.ErrNoRows) {
		return job, false, nil
	}
	return executor.Job{
		Attempt:   executor.AttemptID{ExecutionID: c.ExecutionID, Number: 1, ClaimedAt: row.ClaimedAt.UTC()},
		SessionID: row.SessionID,
		Language:  row.Language,
		Code:      row.Code,
		Stdin:     row.Stdin,
		CreatedAt: row.CreatedAt.UTC(),

		Interactive: row.Interactive,
	}, err == nil, err
}
