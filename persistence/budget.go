package persistence

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
)

// Input: how many are to be kept, less one. Output: id of the oldest of them, or
// no row.
var (
	oldestExecution = portable(`SELECT id FROM executions ORDER BY id DESC LIMIT 1 OFFSET ?`)
	oldestSession   = portable(`SELECT id FROM code_sessions ORDER BY id DESC LIMIT 1 OFFSET ?`)
)

// rowBytes is what an execution takes beside its texts: rows, indexes, timeline.
const rowBytes = 1 << 10

// Inputs: the id to stay below, how many at most. Output: [sizedExecution]s,
// newest first. No text is read, only how long it is.
var selectSizes = portable(`
	SELECT e.id, octet_length(e.code) + octet_length(e.stdout) + octet_length(e.stderr)
	       + coalesce(octet_length(i.stdin), 0) AS bytes
	FROM executions e LEFT JOIN execution_inputs i ON i.execution_id = e.id
	WHERE e.id < ? ORDER BY e.id DESC LIMIT ?`)

type sizedExecution struct {
	ID    uuid.UUID
	Bytes int64
}

// BeyondNumber returns the id of the oldest of the newest n executions, or
// uuid.Nil if there are no more than that: those with lower ids are beyond the
// budget.
func (s *Store) BeyondNumber(ctx context.Context, n int64) (uuid.UUID, error) {
	return s.oldest(ctx, oldestExecution, n)
}

// SessionsBeyondNumber does the same for sessions.
func (s *Store) SessionsBeyondNumber(ctx context.Context, n int64) (uuid.UUID, error) {
	return s.oldest(ctx, oldestSession, n)
}

func (s *Store) oldest(ctx context.Context, of statement, n int64) (id uuid.UUID, err error) {
	err = s.read.GetContext(ctx, &id, s.dialect.text(of), n-1)
	if errors.Is(err, sql.ErrNoRows) {
		return uuid.Nil, nil
	}
	return id, s.failure(ctx, "budget", err)
}

// Size is where a walk over the executions, from the newest on, has come to.
type Size struct {
	Bytes int64     // of the executions seen: code, input, output, and 1 KiB each for the rest
	Last  uuid.UUID // the oldest of them; uuid.Max to begin
	Done  bool      // there are no more, or the next one is beyond the budget

	// Beyond says that those with lower ids than Last are beyond the budget.
	Beyond bool
}

// MeasureSize walks on over up to limit executions, as far as they are within a
// budget of so many bytes.
func (s *Store) MeasureSize(ctx context.Context, z Size, budget int64, limit int) (Size, error) {
	var page []sizedExecution
	err := s.read.SelectContext(ctx, &page, s.dialect.text(selectSizes), z.Last, limit)
	if err != nil {
		return z, s.failure(ctx, "measure size", err)
	}
	for _, e := range page {
		if z.Bytes+e.Bytes+rowBytes > budget {
			z.Done, z.Beyond = true, true
			return z, nil
		}
		z.Bytes, z.Last = z.Bytes+e.Bytes+rowBytes, e.ID
	}
	z.Done = len(page) < limit
	return z, nil
}
