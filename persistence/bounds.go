package persistence

import (
	"context"
	"errors"
	"math"

	"github.com/edtronaut/livecode/executor"
)

// Bounds are how many executions may be there at once; 0 is no bound.
type Bounds struct {
	Queued           int64 // of all clients
	QueuedPerClient  int64
	ActivePerSession int64 // QUEUED or RUNNING
}

// boundsSlack is how far below a bound executions are stored without a look at
// who does the same at this moment. No service stores more at once.
const boundsSlack = 64

// without returns the bounds with so much of them set aside, and reports whether
// that leaves any room.
func (b Bounds) without(slack int64) (within Bounds, ok bool) {
	within, ok = b, true
	for _, bound := range []*int64{&within.Queued, &within.QueuedPerClient, &within.ActivePerSession} {
		if *bound > 0 {
			*bound -= slack
			ok = ok && *bound > 0
		}
	}
	return within, ok
}

// args are the inputs of a statement about the bounds of an execution.
func (b Bounds) args(e executor.Execution) []any {
	queuedLimit, queued := limitOf(b.Queued)
	clientLimit, client := limitOf(b.QueuedPerClient)
	sessionLimit, session := limitOf(b.ActivePerSession)
	return []any{
		queuedLimit, queued,
		e.Client, clientLimit, client,
		e.SessionID, sessionLimit, e.SessionID, session,
	}
}

// limitOf is how many rows to count, and the number that they must stay below.
func limitOf(bound int64) (limit, below int64) {
	if bound == 0 {
		return 0, math.MaxInt64
	}
	return bound, bound
}

// Counting stops at the bound, and reads an index of what has not ended.
//
// Inputs: see [Bounds.args].
const (
	roomInQueue   = `(SELECT count(*) FROM (SELECT 1 FROM executions WHERE status = 'QUEUED' LIMIT ?) q) < ?`
	roomOfClient  = `(SELECT count(*) FROM (SELECT 1 FROM execution_clients WHERE waits AND client = ? LIMIT ?) c) < ?`
	roomInSession = `(SELECT count(*) FROM (SELECT 1 FROM executions WHERE session_id = ? AND status = 'QUEUED' LIMIT ?) a)
	        + (SELECT count(*) FROM executions WHERE session_id = ? AND status = 'RUNNING') < ?`
)

// Whoever comes second waits here for the end of the first one's transaction, and
// then sees what that has stored. SQLite's writers come one after the other
// anyway. The number is only ours.
const lockBounds = `SELECT pg_advisory_xact_lock(1818846563)`

// Inputs: id of a session twice, and those of the bounds. Output: [room].
var selectRoom = portable(`
	SELECT EXISTS (SELECT 1 FROM code_sessions WHERE id = ?)
	           AND NOT EXISTS (SELECT 1 FROM session_deletions WHERE session_id = ?) AS known,
	       ` + roomInQueue + ` AS in_queue,
	       ` + roomOfClient + ` AS of_client,
	       ` + roomInSession + ` AS in_session`)

// room tells where there is room for one more execution.
type room struct {
	Known     bool // the session is
	InQueue   bool `db:"in_queue"`
	OfClient  bool `db:"of_client"`
	InSession bool `db:"in_session"`
}

// refusal is why an execution was not stored, nil if it could be now.
func (r room) refusal() error {
	switch {
	case !r.Known:
		return executor.ErrNotFound
	case !r.InSession:
		return executor.ErrSessionBusy
	case !r.OfClient:
		return executor.ErrClientBusy
	case !r.InQueue:
		return executor.ErrQueueFull
	default:
		return nil
	}
}

// room looks whether there is any for an execution.
func (t tx) room(ctx context.Context, b Bounds, e executor.Execution) (r room, err error) {
	err = t.get(ctx, &r, selectRoom, append([]any{e.SessionID, e.SessionID}, b.args(e)...)...)
	return r, err
}

// errRoomTaken: there was room for one more a moment ago.
var errRoomTaken = errors.New("room was taken meanwhile")

// insertNearBounds stores an execution while nobody else near the bounds does.
func (s *Store) insertNearBounds(ctx context.Context, t tx, e executor.Execution) error {
	r, err := t.room(ctx, s.cfg.Bounds, e)
	if err == nil {
		err = r.refusal() // without holding anybody up
	}
	if err != nil {
		return err
	}
	if s.dialect.driver != sqlite.driver {
		if _, err := t.ExecContext(ctx, lockBounds); err != nil {
			return err
		}
	}
	inserted, err := s.insertWithin(ctx, t, e, s.cfg.Bounds)
	if err != nil || inserted {
		return err
	}
	if r, err = t.room(ctx, s.cfg.Bounds, e); err != nil {
		return err
	}
	if err := r.refusal(); err != nil {
		return err
	}
	return errors.Join(executor.ErrQueueFull, errRoomTaken)
}
