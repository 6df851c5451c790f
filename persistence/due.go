package persistence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Only the newest attempt can have a lease, or a pause after a release, that
// has not passed. What is left of a deleted session is not for workers.
const (
	dueColumns = `
	SELECT e.id, e.status,
	       (SELECT count(*) FROM execution_attempts a WHERE a.execution_id = e.id) AS attempts,
	       (SELECT count(*) FROM execution_attempts a WHERE a.execution_id = e.id
	           AND (a.finished_at IS NULL OR a.termination IN ('lost', 'sandbox_error'))) AS failures,
	       EXISTS (SELECT 1 FROM execution_cancellations c WHERE c.execution_id = e.id) AS cancelled`
	unleased = `
	  AND NOT EXISTS (SELECT 1 FROM execution_attempts a
	                  WHERE a.execution_id = e.id AND a.lease_expires_at > {now})
	  AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = e.session_id)
	ORDER BY e.id
	LIMIT ?`
)

// What waits. SQLite finds the index by the words in which it was made, and does
// not conclude.
//
// Inputs: microseconds of grace, how many at most. Output: [dueRow]s, oldest
// first.
var selectDue = portable(dueColumns + `
	FROM executions e
	WHERE e.status IN ('QUEUED', 'RUNNING') AND e.status = 'QUEUED' AND e.created_at <= {now - ?}` + unleased)

// What has lost its worker is among few, however many wait.
//
// Input: how many at most. Output: [dueRow]s, oldest first.
var selectDueAgain = portable(dueColumns + `
	FROM executions e
	WHERE e.status = 'RUNNING'` + unleased)

// What a worker may make another attempt at: a pause is for the one that made the
// attempt before.
//
// Inputs: worker_id, how many at most. Output: ids.
var selectLapsed = portable(`
	SELECT e.id FROM executions e
	WHERE e.status = 'RUNNING'
	  AND NOT EXISTS (SELECT 1 FROM execution_attempts a
	                  WHERE a.execution_id = e.id AND a.lease_expires_at > {now}
	                    AND (a.finished_at IS NULL OR a.worker_id = ?))
	  AND NOT EXISTS (SELECT 1 FROM execution_cancellations c WHERE c.execution_id = e.id)
	  AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = e.session_id)
	ORDER BY e.id
	LIMIT ?`)

type dueRow struct {
	ID        uuid.UUID
	Status    executor.Status
	Attempts  int
	Failures  int
	Cancelled bool
}

// Due lists executions that may be without a task: see executor.Store. Nothing goes
// back to QUEUED, so what is on the first list is not on the second.
func (s *Store) Due(ctx context.Context, grace time.Duration, limit int) ([]executor.Due, error) {
	var rows, others []dueRow
	err := s.read.SelectContext(ctx, &rows, s.dialect.text(selectDueAgain), limit)
	if err == nil {
		err = s.read.SelectContext(ctx, &others, s.dialect.text(selectDue), grace.Microseconds(), limit)
	}
	if err != nil {
		return nil, s.failure(ctx, "due", err)
	}
	rows = append(rows, others...)
	list := make([]executor.Due, min(len(rows), limit))
	for i := range list {
		r := rows[i]
		list[i] = executor.Due{
			ExecutionID: r.ID,
			Status:      r.Status,
			Attempts:    r.Attempts,
			Failures:    r.Failures,
			Cancelled:   r.Cancelled,
		}
	}
	return list, nil
}

// Lapsed lists what has lost its worker: see executor.Store.
func (s *Store) Lapsed(ctx context.Context, workerID string, limit int) (ids []uuid.UUID, err error) {
	err = s.read.SelectContext(ctx, &ids, s.dialect.text(selectLapsed), workerID, limit)
	return ids, s.failure(ctx, "lapsed", err)
}
