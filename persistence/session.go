package persistence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Input: id. Output: the columns of a session.
var selectSession = portable(`
	SELECT id, status, created_at, updated_at FROM code_sessions WHERE id = ?`)

// Session reads one session, or is executor.ErrNotFound.
func (s *Store) Session(ctx context.Context, id uuid.UUID) (executor.Session, error) {
	var row struct {
		ID        uuid.UUID
		Status    string
		CreatedAt time.Time `db:"created_at"`
		UpdatedAt time.Time `db:"updated_at"`
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
	}, nil
}
