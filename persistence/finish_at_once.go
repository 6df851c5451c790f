package persistence

import (
	"context"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/edtronaut/livecode/executor"
)

// endExecution and finishAttempt in one round trip instead of four, since
// somebody waits for it. Both rows are changed or neither is: a division by zero
// undoes the first change where the fence holds up the second, which is when
// another attempt was opened while the row was waited for.
//
// Inputs: those of endExecution, then those of finishAttempt. Output: 1, or 0
// where nothing was there to end.
var finishAtOnce = portable(`
	WITH ended AS (
	    UPDATE executions SET ` + setEnded + `
	    WHERE id = ? AND status = 'RUNNING'
	    RETURNING id
	), finished AS (
	    UPDATE execution_attempts SET ` + setFinished + `
	    FROM ended
	    WHERE execution_id = ended.id AND execution_id = ? AND attempt = ? AND claimed_at = ? AND finished_at IS NULL
	    RETURNING execution_id
	)
	SELECT CASE WHEN EXISTS (SELECT FROM ended) THEN 1 / (SELECT count(*) FROM finished) ELSE 0 END`).postgres

// finishWhole is executor.ErrFenced where nothing was changed.
func (s *Store) finishWhole(ctx context.Context, args []any) error {
	var ended int
	err := s.finishAtOnce.get(ctx, &ended, args...)
	if pq.As(err, pqerror.DivisionByZero) != nil || err == nil && ended == 0 {
		return executor.ErrFenced
	}
	return err
}
