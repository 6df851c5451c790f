package persistence

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Output: [queuedRow]s, the oldest first. The table has nothing that has ended.
var selectBacklog = portable(`
	SELECT c.execution_id, c.session_id, c.client FROM execution_clients c
	WHERE c.waits
	ORDER BY c.execution_id`)

// Output: when the oldest was stored that waits.
var selectBacklogSince = portable(`
	SELECT e.created_at FROM executions e
	WHERE e.status = 'QUEUED'
	ORDER BY e.id LIMIT 1`)

type queuedRow struct {
	ExecutionID uuid.UUID `db:"execution_id"`
	SessionID   uuid.UUID `db:"session_id"`
	Client      string
}

// Backlog tells of all that waits.
func (s *Store) Backlog(ctx context.Context) (executor.Backlog, error) {
	var since time.Time
	err := s.read.GetContext(ctx, &since, s.dialect.text(selectBacklogSince))
	if errors.Is(err, sql.ErrNoRows) {
		return executor.Backlog{}, nil
	}
	var rows []queuedRow
	if err == nil {
		err = s.read.SelectContext(ctx, &rows, s.dialect.text(selectBacklog))
	}
	if err != nil {
		return executor.Backlog{}, s.failure(ctx, "backlog", err)
	}
	list := make([]executor.Queued, len(rows))
	for i, r := range rows {
		list[i] = executor.Queued(r)
	}
	return executor.NewBacklog(list, since), nil
}
