package persistence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Input: id. Output: the columns of a session, and its owner.
var selectSession = portable(`
	SELECT s.id, s.status, s.created_at, s.updated_at, coalesce(o.key_name, '') AS owner
	FROM code_sessions s LEFT JOIN session_owners o ON o.session_id = s.id
	WHERE s.id = ? AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = s.id)`)

// Session reads one session, or is executor.ErrNotFound.
func (s *Store) Session(ctx context.Context, id uuid.UUID) (executor.Session, error) {
	var row struct {
		ID        uuid.UUID
		Status    string
		CreatedAt time.Time `db:"created_at"`
		UpdatedAt time.Time `db:"updated_at"`
		Owner     string
	}
	err := s.read.GetContext(ctx, &row, s.dialect.text(selectSession), id)
	if err != nil {
		return executor.Session{}, s.failure(ctx, "session", orNotFound(err))
	}
	return executor.Session{
		ID:        row.ID,
		Status:    row.Status,
		CreatedAt: row.CreatedAt.UTC(),
		UpdatedAt: row.UpdatedAt.UTC(),
		Owner:     row.Owner,
	}, nil
}
