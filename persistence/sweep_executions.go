package persistence

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// Inputs: Before, microseconds of Age, of Grace twice, After, Limit.
// Output: [sweptExecution]s, oldest first.
var selectSweptExecutions = portable(`
	SELECT e.id, octet_length(e.stdout) + octet_length(e.stderr) AS bytes,
	       e.id < ? OR e.created_at <= {now - ?} AS beyond,
	       e.status NOT IN ('QUEUED', 'RUNNING') AND e.created_at <= {now - ?}
	           AND NOT EXISTS (SELECT 1 FROM execution_attempts a
	                           WHERE a.execution_id = e.id AND a.finished_at > {now - ?}) AS settled
	FROM executions e WHERE e.id > ? ORDER BY e.id LIMIT ?`)

type sweptExecution struct {
	ID      uuid.UUID
	Bytes   int64
	Beyond  bool // a budget
	Settled bool // ended, and not just now
}

// An execution that has ended does not change any more, so that what was found
// still holds. Its input and attempts go with it.
const deleteExecutions = `DELETE FROM executions WHERE id IN (?) AND status NOT IN ('QUEUED', 'RUNNING')`

// SweepExecutions deletes those of a page of executions that are to go, and
// have ended. With much output a page ends early. It locks nothing but what it
// deletes.
func (s *Store) SweepExecutions(ctx context.Context, w Sweep) (Swept, error) {
	var page []sweptExecution
	err := s.read.SelectContext(ctx, &page, s.dialect.text(selectSweptExecutions),
		w.Before, w.age(), w.Grace.Microseconds(), w.Grace.Microseconds(), w.After, w.Limit)
	if err != nil {
		return Swept{}, s.failure(ctx, "sweep executions", err)
	}
	result, ids := pickExecutions(page, w)
	if w.DryRun {
		result.Deleted = len(ids)
		return result, nil
	}
	result.Deleted, err = s.deleteIn(ctx, s.write, deleteExecutions, ids)
	return result, s.failure(ctx, "sweep executions", err)
}

// pickExecutions chooses from a page, up to where a transaction would be large.
func pickExecutions(page []sweptExecution, w Sweep) (result Swept, ids []uuid.UUID) {
	result = Swept{Last: w.After, Done: true}
	bytes := int64(0)
	for _, e := range page {
		if bytes >= batchBytes {
			break
		}
		result.Last = e.ID
		result.Done = result.Done && !e.Beyond
		if e.Beyond && e.Settled {
			ids, bytes = append(ids, e.ID), bytes+e.Bytes
		}
	}
	return result, ids
}

// deleteIn runs a statement over a list of ids, and tells how many rows it has
// deleted.
func (s *Store) deleteIn(ctx context.Context, db sqlx.ExecerContext, text string, ids []uuid.UUID, more ...any) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	query, args, err := sqlx.In(text, append([]any{ids}, more...)...)
	if err != nil {
		return 0, err
	}
	result, err := db.ExecContext(ctx, s.write.Rebind(query), args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
