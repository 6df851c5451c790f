package persistence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Input: how many at most. Output: [queuedRow]s, the oldest first.
var selectBacklog = portable(`
	SELECT e.id, e.session_id, e.created_at,
	       coalesce((SELECT c.client FROM execution_clients c WHERE c.execution_id = e.id), '') AS client
	FROM executions e
	WHERE e.status = 'QUEUED'
	ORDER BY e.id LIMIT ?`)

type queuedRow struct {
	ID        uuid.UUID
	SessionID uuid.UUID `db:"session_id"`
	CreatedAt time.Time `db:"created_at"`
	Client    string
}

// Backlog lists up to limit executions that wait, the oldest first.
func (s *Store) Backlog(ctx context.Context, limit int) (executor.Backlog, error) {
	var rows []queuedRow
	if err := s.read.SelectContext(ctx, &rows, s.dialect.text(selectBacklog), limit); err != nil {
		return nil, s.failure(ctx, "backlog", err)
	}
	list := make(executor.Backlog, len(rows))
	for i, r := range rows {
		list[i] = executor.Queued{ExecutionID: r.ID, SessionID: r.SessionID, CreatedAt: r.CreatedAt, Client: r.Client}
	}
	return list, nil
}
