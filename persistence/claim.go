package persistence

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Locks the execution, in case it can be claimed.
//
// Input: id. Output: a [claimedRow], or none for an execution that is unknown,
// has ended or is to end, or whose session is deleted.
var lockForClaim = portable(`
	UPDATE executions SET status = 'RUNNING'
	WHERE id = ? AND status IN ('QUEUED', 'RUNNING')
	  AND NOT EXISTS (SELECT 1 FROM execution_cancellations c WHERE c.execution_id = executions.id)
	  AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = executions.session_id)
	RETURNING session_id, language, code, created_at,
	    (SELECT stdin FROM execution_inputs WHERE execution_id = executions.id) AS stdin,
	    EXISTS (SELECT 1 FROM execution_inputs WHERE execution_id = executions.id AND interactive) AS interactive`)

// Counts the attempts before, under the lock. An open one either runs, or has
// expired and failed. The pause after a release is for its worker alone. What was
// committed while the lock was waited for is seen here, and not before.
//
// Inputs: worker_id, execution_id, execution_id. Output: an [attemptCounts].
var countAttempts = portable(`
	SELECT coalesce(max(attempt), 0) AS newest,
	       count(CASE WHEN lease_expires_at > {now}
	                   AND (finished_at IS NULL OR worker_id = ?) THEN 1 END) AS leased,
	       count(CASE WHEN finished_at IS NULL THEN 1 END) AS open,
	       count(CASE WHEN finished_at IS NOT NULL AND lease_expires_at > {now} THEN 1 END) AS pausing,
	       count(CASE WHEN finished_at IS NULL
	                    OR termination IN ('lost', 'sandbox_error') THEN 1 END) AS failures,
	       EXISTS (SELECT 1 FROM execution_cancellations c WHERE c.execution_id = ?) AS cancelled
	FROM execution_attempts WHERE execution_id = ?`)

// Input: execution_id.
var closeLost = portable(`
	UPDATE execution_attempts SET finished_at = {now}, termination = 'lost'
	WHERE execution_id = ? AND finished_at IS NULL`)

// Only the newest attempt has a lease or pause that has not passed.
//
// Input: execution_id.
var endPauses = portable(`
	UPDATE execution_attempts SET lease_expires_at = {now}
	WHERE execution_id = ? AND lease_expires_at > {now}`)

// Inputs: execution_id, attempt, worker_id, microseconds of lease.
// Output: claimed_at.
var insertAttempt = portable(`
	INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at)
	VALUES (?, ?, ?, {now}, {now + ?})
	RETURNING claimed_at`)

type claimedRow struct {
	SessionID uuid.UUID `db:"session_id"`
	Language  string
	Code      string
	CreatedAt time.Time `db:"created_at"`
	Stdin     []byte

	Interactive bool
}

type attemptCounts struct {
	Newest   int
	Leased   int // whose lease has not passed, or whose pause, which was this worker's
	Open     int
	Pausing  int // whose pause, whoever's it was, has not passed
	Failures int

	Cancelled bool
}

// Claim opens the next attempt at an execution: see executor.Store.
func (s *Store) Claim(ctx context.Context, c executor.Claim) (executor.Job, error) {
	job, ok, err := s.claimFirst(ctx, c)
	if ok || err != nil {
		return job, s.failure(ctx, "claim", err)
	}
	return s.claimNext(ctx, c)
}

// claimNext opens an attempt at an execution that may have had others.
func (s *Store) claimNext(ctx context.Context, c executor.Claim) (job executor.Job, err error) {
	err = s.inTx(ctx, "claim", func(t tx) error {
		var row claimedRow
		if err := t.get(ctx, &row, lockForClaim, c.ExecutionID); err != nil {
			return orNotClaimable(err)
		}
		var before attemptCounts
		if err := t.get(ctx, &before, countAttempts, c.WorkerID, c.ExecutionID, c.ExecutionID); err != nil {
			return err
		}
		if before.Cancelled || before.Leased > 0 || before.Failures >= c.MaxFailures {
			return executor.ErrNotClaimable
		}
		claimedAt, err := t.openAttempt(ctx, c, before)
		job = executor.Job{
			Attempt:   executor.AttemptID{ExecutionID: c.ExecutionID, Number: before.Newest + 1, ClaimedAt: claimedAt.UTC()},
			SessionID: row.SessionID,
			Language:  row.Language,
			Code:      row.Code,
			Stdin:     row.Stdin,
			CreatedAt: row.CreatedAt.UTC(),
			Failures:  before.Failures,

			Interactive: row.Interactive,
		}
		return err
	})
	if err != nil {
		return executor.Job{}, err
	}
	return job, nil
}

// openAttempt writes the attempt that follows those before, closes the one that
// has expired, and ends the pause of another worker's, if any.
func (t tx) openAttempt(ctx context.Context, c executor.Claim, before attemptCounts) (at time.Time, err error) {
	if before.Open > 0 {
		if _, err := t.exec(ctx, closeLost, c.ExecutionID); err != nil {
			return at, err
		}
	}
	if before.Pausing > 0 {
		if _, err := t.exec(ctx, endPauses, c.ExecutionID); err != nil {
			return at, err
		}
	}
	err = t.get(ctx, &at, insertAttempt, c.ExecutionID, before.Newest+1, c.WorkerID, c.Lease.Microseconds())
	return at, err
}

func orNotClaimable(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return executor.ErrNotClaimable
	}
	return err
}
