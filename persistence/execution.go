package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Input: id. Output: an [executionRow].
var selectExecution = portable(executionColumns + `
	WHERE e.id = ? AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = e.session_id)`)

// Execution reads one execution with its newest attempt, or is
// executor.ErrNotFound.
func (s *Store) Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error) {
	var row executionRow
	err := s.execution.get(ctx, &row, id)
	if err != nil {
		return executor.Execution{}, s.failure(ctx, "execution", orNotFound(err))
	}
	return row.execution(), nil
}
