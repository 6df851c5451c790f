package persistence

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Both statements hop over the index, from client to client and from session to
// session, so that they take as long as there are those that they list, however
// many executions wait. What is left of a deleted session is not for workers.

// Inputs: the client after whom to look, how many at most. Output: [waitingRow]s
// in the order of the clients.
var selectWaiting = portable(`
	WITH RECURSIVE clients (client) AS (
	    SELECT (SELECT c.client FROM execution_clients c WHERE c.waits AND c.client > ? ORDER BY c.client LIMIT 1)
	    UNION ALL
	    SELECT (SELECT c.client FROM execution_clients c WHERE c.waits AND c.client > clients.client ORDER BY c.client LIMIT 1)
	    FROM clients WHERE clients.client IS NOT NULL
	)
	SELECT client, id, running FROM
	    (SELECT clients.client,
	            (SELECT c.execution_id FROM execution_clients c WHERE c.waits AND c.client = clients.client
	               AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = c.session_id)
	             ORDER BY c.session_id, c.execution_id LIMIT 1) AS id,
	            (SELECT count(*) FROM execution_clients c WHERE NOT c.waits AND c.client = clients.client) AS running
	     FROM clients WHERE clients.client IS NOT NULL) listed
	WHERE id IS NOT NULL LIMIT ?`)

type waitingRow struct {
	Client  string
	ID      uuid.UUID
	Running int
}

// Waiting lists the clients of whom something waits: see executor.Store.
func (s *Store) Waiting(ctx context.Context, after string, limit int) ([]executor.Waiting, error) {
	var rows []waitingRow
	err := s.read.SelectContext(ctx, &rows, s.dialect.text(selectWaiting), after, limit)
	if err != nil {
		return nil, s.failure(ctx, "waiting", err)
	}
	list := make([]executor.Waiting, len(rows))
	for i, r := range rows {
		list[i] = executor.Waiting{Client: r.Client, First: r.ID, Running: r.Running}
	}
	return list, nil
}

// Deletions are counted, as Postgres would read the whole table to answer NOT EXISTS
// for more than one session.
//
// Inputs: client, the session before which to look, client, client, client, how
// many at most. Output: ids of executions.
var selectWaitingOf = portable(`
	WITH RECURSIVE sessions (session_id) AS (
	    SELECT coalesce(
	        (SELECT c.session_id FROM execution_clients c WHERE c.waits AND c.client = ? AND c.session_id < ?
	         ORDER BY c.session_id DESC LIMIT 1),
	        (SELECT c.session_id FROM execution_clients c WHERE c.waits AND c.client = ?
	         ORDER BY c.session_id DESC LIMIT 1))
	    UNION ALL
	    SELECT (SELECT c.session_id FROM execution_clients c
	            WHERE c.waits AND c.client = ? AND c.session_id < sessions.session_id
	            ORDER BY c.session_id DESC LIMIT 1)
	    FROM sessions WHERE sessions.session_id IS NOT NULL
	)
	SELECT (SELECT c.execution_id FROM execution_clients c
	        WHERE c.waits AND c.client = ? AND c.session_id = sessions.session_id
	        ORDER BY c.execution_id LIMIT 1) AS id
	FROM sessions WHERE sessions.session_id IS NOT NULL
	  AND 0 = (SELECT count(*) FROM session_deletions d WHERE d.session_id = sessions.session_id)
	LIMIT ?`)

// WaitingOf lists what of a client waits for longest in each session: see
// executor.Store.
func (s *Store) WaitingOf(ctx context.Context, client string, before uuid.UUID, limit int) (ids []uuid.UUID, err error) {
	err = s.read.SelectContext(ctx, &ids, s.dialect.text(selectWaitingOf),
		client, before, client, client, client, limit)
	return ids, s.failure(ctx, "waiting of a client", err)
}
