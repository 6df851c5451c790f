package persistence

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Input: how many at most. Output: [queuedRow]s, the oldest first.
var selectBacklog = portable(`
	SELECT e.id, e.session_id, e.created_at,
	       coalesce((SELECT o.key_name FROM session_owners o WHERE o.session_id = e.session_id), '') AS owner
	FROM executions e
	WHERE e.status = 'QUEUED'
	ORDER BY e.id LIMIT ?`)

type queuedRow struct {
	ID        uuid.UUID
	SessionID uuid.UUID `db:"session_id"`
	CreatedAt time.Time `db:"created_at"`
	Owner     string
}

// Backlog lists up to limit executions that wait, the oldest first.
func (s *Store) Backlog(ctx context.Context, limit int) (executor.Backlog, error) {
	var rows []queuedRow
	if err := s.read.SelectContext(ctx, &rows, s.dialect.text(selectBacklog), limit); err != nil {
		return nil, s.failure(ctx, "backlog", err)
	}
	list := make(executor.Backlog, len(rows))
	for i, r := range rows {
		list[i] = executor.Queued{
			ExecutionID: r.ID, SessionID: r.SessionID, CreatedAt: r.CreatedAt, Lane: cmp.Or(r.Owner, r.SessionID.String()),
		}
	}
	return list, nil
}
