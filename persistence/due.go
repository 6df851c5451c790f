package persistence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Only the newest attempt can have a lease, or a pause after a release, that
// has not passed.
//
// Inputs: microseconds of grace, how many at most. Output: [dueRow]s, oldest
// first.
var selectDue = portable(`
	SELECT e.id, e.status,
	       (SELECT count(*) FROM execution_attempts a WHERE a.execution_id = e.id) AS attempts,
	       (SELECT count(*) FROM execution_attempts a WHERE a.execution_id = e.id
	           AND (a.finished_at IS NULL OR a.termination IN ('lost', 'sandbox_error'))) AS failures,
	       EXISTS (SELECT 1 FROM execution_cancellations c WHERE c.execution_id = e.id) AS cancelled
	FROM executions e
	WHERE e.status IN ('QUEUED', 'RUNNING')
	  AND (e.status = 'RUNNING' OR e.created_at <= {now - ?})
	  AND NOT EXISTS (SELECT 1 FROM execution_attempts a
	                  WHERE a.execution_id = e.id AND a.lease_expires_at > {now})
	ORDER BY e.id
	LIMIT ?`)

type dueRow struct {
	ID        uuid.UUID
	Status    executor.Status
	Attempts  int
	Failures  int
	Cancelled bool
}

// Due lists executions that may be without a task: see executor.Store.
func (s *Store) Due(ctx context.Context, grace time.Duration, limit int) ([]executor.Due, error) {
	var rows []dueRow
	err := s.read.SelectContext(ctx, &rows, s.dialect.text(selectDue), grace.Microseconds(), limit)
	if err != nil {
		return nil, s.failure(ctx, "due", err)
	}
	list := make([]executor.Due, len(rows))
	for i, r := range rows {
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
