package persistence

import (
	"cmp"
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Hops from session to session over the index, so that it takes as long as there
// are sessions that wait, however many executions do.
//
// Inputs: the session after which to look, how many at most. Output: [waitingRow]s
// in the order of the sessions.
var selectWaiting = portable(`
	WITH RECURSIVE lanes (session_id) AS (
	    SELECT (SELECT e.session_id FROM executions e
	            WHERE e.status = 'QUEUED' AND e.session_id > ? ORDER BY e.session_id LIMIT 1)
	    UNION ALL
	    SELECT (SELECT e.session_id FROM executions e
	            WHERE e.status = 'QUEUED' AND e.session_id > lanes.session_id ORDER BY e.session_id LIMIT 1)
	    FROM lanes WHERE lanes.session_id IS NOT NULL
	)
	SELECT w.session_id, w.id,
	       coalesce((SELECT o.key_name FROM session_owners o WHERE o.session_id = w.session_id), '') AS owner
	FROM (SELECT lanes.session_id,
	             (SELECT e.id FROM executions e WHERE e.status = 'QUEUED' AND e.session_id = lanes.session_id
	              ORDER BY e.id LIMIT 1) AS id
	      FROM lanes WHERE lanes.session_id IS NOT NULL LIMIT ?) w
	WHERE w.id IS NOT NULL
	ORDER BY w.session_id`)

// Output: [runningRow]s, a few for each worker.
var selectRunning = portable(`
	SELECT e.session_id,
	       coalesce((SELECT o.key_name FROM session_owners o WHERE o.session_id = e.session_id), '') AS owner
	FROM executions e
	WHERE e.status = 'RUNNING'`)

type runningRow struct {
	SessionID uuid.UUID `db:"session_id"`
	Owner     string
}

type waitingRow struct {
	runningRow

	ID uuid.UUID
}

func (r runningRow) lane() string { return cmp.Or(r.Owner, r.SessionID.String()) }

// Waiting lists what waits for longest in each session: see executor.Store.
func (s *Store) Waiting(ctx context.Context, after uuid.UUID, limit int) ([]executor.Waiting, error) {
	var waiting []waitingRow
	if err := s.read.SelectContext(ctx, &waiting, s.dialect.text(selectWaiting), after, limit); err != nil {
		return nil, s.failure(ctx, "waiting", err)
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	var running []runningRow
	if err := s.read.SelectContext(ctx, &running, s.dialect.text(selectRunning)); err != nil {
		return nil, s.failure(ctx, "running", err)
	}
	count := map[string]int{}
	for _, r := range running {
		count[r.lane()]++
	}
	list := make([]executor.Waiting, len(waiting))
	for i, w := range waiting {
		list[i] = executor.Waiting{ExecutionID: w.ID, SessionID: w.SessionID, Lane: w.lane(), Running: count[w.lane()]}
	}
	return list, nil
}
