package persistence

import (
	"context"

	"github.com/google/uuid"
)

// Input: id of the execution. Output: the owner of its session.
var selectExecutionOwner = portable(`
	SELECT coalesce(o.key_name, '') FROM executions e
	LEFT JOIN session_owners o ON o.session_id = e.session_id
	WHERE e.id = ? AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = e.session_id)`)

// ExecutionOwner returns the name of the API key that an execution belongs to
// by its session, empty for nobody's, or is executor.ErrNotFound.
func (s *Store) ExecutionOwner(ctx context.Context, id uuid.UUID) (owner string, err error) {
	err = s.read.GetContext(ctx, &owner, s.dialect.text(selectExecutionOwner), id)
	return owner, s.failure(ctx, "execution owner", orNotFound(err))
}
