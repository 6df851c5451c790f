package persistence

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// Inputs: id, status.
var insertSession = portable(`
	INSERT INTO code_sessions (id, status, created_at, updated_at)
	VALUES (?, ?, {now}, {now})`)

// CreateSession stores a session. Its times are the database's, whatever e
// says.
func (s *Store) CreateSession(ctx context.Context, e executor.Session) error {
	_, err := s.write.ExecContext(ctx, s.dialect.text(insertSession), e.ID, e.Status)
	return s.failure(ctx, "create session", err)
}
