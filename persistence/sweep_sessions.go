package persistence

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// A session is left alone as long as an execution is in it, or its draft has
// been saved since.
//
// Inputs: Before, microseconds of Age; Before, microseconds of Grace twice, of
// Age twice; After, Limit. Output: [sweptSession]s, oldest first.
var selectSweptSessions = portable(`
	SELECT s.id, s.id < ? OR s.created_at <= {now - ?} AS beyond,
	       (s.id < ? AND s.created_at <= {now - ?} AND coalesce(d.updated_at <= {now - ?}, TRUE)
	           OR s.created_at <= {now - ?} AND coalesce(d.updated_at <= {now - ?}, TRUE))
	       AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.session_id = s.id) AS idle
	FROM code_sessions s LEFT JOIN session_drafts d ON d.session_id = s.id
	WHERE s.id > ? ORDER BY s.id LIMIT ?`)

type sweptSession struct {
	ID     uuid.UUID
	Beyond bool // a budget
	Idle   bool
}

// Whoever is about to store an execution in one of them is waited for, and then
// seen; whoever comes later finds that it is gone. SQLite's writers come one
// after the other anyway.
//
// Input: ids.
const lockSessions = `SELECT id FROM code_sessions WHERE id IN (?) FOR UPDATE`

// Inputs: ids, microseconds of Grace.
var deleteSessions = statement{postgres: sessionsDeletion(postgresClock), sqlite: sessionsDeletion(sqliteClock)}

func sessionsDeletion(c clock) string {
	return `DELETE FROM code_sessions WHERE id IN (?)
	  AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.session_id = code_sessions.id)
	  AND NOT EXISTS (SELECT 1 FROM session_drafts d WHERE d.session_id = code_sessions.id AND d.updated_at > ` + c.ago + `)`
}

// SweepSessions deletes those of a page of sessions that are to go and hold no
// execution, with their drafts.
func (s *Store) SweepSessions(ctx context.Context, w Sweep) (Swept, error) {
	var page []sweptSession
	grace := w.Grace.Microseconds()
	err := s.read.SelectContext(ctx, &page, s.dialect.text(selectSweptSessions),
		w.Before, w.age(), w.Before, grace, grace, w.age(), w.age(), w.After, w.Limit)
	if err != nil {
		return Swept{}, s.failure(ctx, "sweep sessions", err)
	}
	result := Swept{Last: w.After, Done: true}
	var ids []uuid.UUID
	for _, e := range page {
		result.Last, result.Done = e.ID, result.Done && !e.Beyond
		if e.Beyond && e.Idle {
			ids = append(ids, e.ID)
		}
	}
	if w.DryRun || len(ids) == 0 {
		result.Deleted = len(ids)
		return result, nil
	}
	err = s.inTx(ctx, "sweep sessions", func(t tx) error {
		if err := s.lockSessions(ctx, t, ids); err != nil {
			return err
		}
		result.Deleted, err = s.deleteIn(ctx, t, s.dialect.text(deleteSessions), ids, grace)
		return err
	})
	return result, err
}

func (s *Store) lockSessions(ctx context.Context, t tx, ids []uuid.UUID) error {
	if s.dialect.driver == sqlite.driver {
		return nil
	}
	query, args, err := sqlx.In(lockSessions, ids)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, s.write.Rebind(query), args...)
	return err
}
