package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// listed are executions with their newest attempts, if any, as [executionRow]s
// without the texts, which may be long.
const listed = `
	SELECT e.id, e.session_id, e.language, e.status, e.execution_time, e.created_at,
	       a.attempt, a.worker_id, a.finished_at, a.termination, a.error
	FROM executions e
	LEFT JOIN execution_attempts a ON a.execution_id = e.id AND a.attempt =
	     (SELECT max(newest.attempt) FROM execution_attempts newest WHERE newest.execution_id = e.id)`

// Inputs: the id to stay below, how many at most.
var selectNewest = portable(listed + `
	WHERE e.id < ?
	ORDER BY e.id DESC
	LIMIT ?`)

// Inputs: the id to stay below, how many at most.
var selectFailures = portable(listed + `
	WHERE e.id < ? AND e.status = 'FAILED' AND a.termination IN ('lost', 'sandbox_error')
	ORDER BY e.id DESC
	LIMIT ?`)

// List lists up to limit executions of all sessions, newest first, for an
// operator: those with an id below before, or from the newest on if before is
// uuid.Nil. If failures is set it lists those alone that the platform has
// failed, which are lost or a sandbox_error, and not those whose programs did.
// Code, Stdout and Stderr are left out.
//
// No index leads to the failures: where they are few, it reads all executions.
func (s *Store) List(ctx context.Context, failures bool, before uuid.UUID, limit int) ([]executor.Execution, error) {
	if before == uuid.Nil {
		before = uuid.Max
	}
	which := selectNewest
	if failures {
		which = selectFailures
	}
	var rows []executionRow
	if err := s.read.SelectContext(ctx, &rows, s.dialect.text(which), before, limit); err != nil {
		return nil, s.failure(ctx, "list", err)
	}
	list := make([]executor.Execution, len(rows))
	for i, row := range rows {
		list[i] = row.execution()
	}
	return list, nil
}
