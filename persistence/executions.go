package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Inputs: session_id, the id to stay below, how many at most.
// Output: [executionRow]s, newest first.
var selectExecutions = portable(executionColumns + `
	WHERE e.session_id = ? AND e.id < ?
	  AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = e.session_id)
	ORDER BY e.id DESC
	LIMIT ?`)

// Executions lists up to limit executions of a session with their newest
// attempts, newest first: those with an id below before, or from the newest on
// if before is uuid.Nil. An unknown session has none.
func (s *Store) Executions(
	ctx context.Context, sessionID, before uuid.UUID, limit int,
) ([]executor.Execution, error) {
	if before == uuid.Nil {
		before = uuid.Max
	}
	var rows []executionRow
	err := s.read.SelectContext(ctx, &rows, s.dialect.text(selectExecutions), sessionID, before, limit)
	if err != nil {
		return nil, s.failure(ctx, "executions", err)
	}
	list := make([]executor.Execution, len(rows))
	for i, row := range rows {
		list[i] = row.execution()
	}
	return list, nil
}
