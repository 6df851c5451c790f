package executor

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

const (
	// promptly is how long a task may have waited to be taken for what it says:
	// nobody else waits then. The clocks of two hosts may differ; one that is
	// wrong costs a look at who waits, or spares one.
	promptly = 30 * time.Millisecond

	// clientsLooked is how many clients are looked at for whose turn it is. The
	// next look goes on after them.
	clientsLooked = 256

	// sessionsLooked is how many sessions of a client are looked at: other
	// workers may claim of the first ones at the same moment.
	sessionsLooked = 16

	// lapsedLooked is how many executions are looked at that have lost their
	// worker: other workers may claim the first ones at the same moment.
	lapsedLooked = 8

	// maxLooks ends what cannot happen: each look finds somebody who waits, and
	// another worker takes them all first.
	maxLooks = 100
)

// claimed is an attempt, and the news of the end that is asked for it.
type claimed struct {
	Job

	told <-chan struct{}
	stop func()
}

// take claims the next attempt: the one that t asks for, or where many wait, of
// what has lost its worker, which had its turn, and else the one whose turn it is.
// A task then only says that there is work, and whoever has claimed for another
// leaves that one's task to do the same; so none is dropped while an execution
// waits.
func (w *Worker) take(ctx context.Context, t Task) (claimed, error) {
	own := t.Attempt != 1 || prompt(t)
	if own {
		if c, err := w.claimOwn(ctx, t); !errors.Is(err, ErrNotClaimable) {
			return c, err
		}
	}
	if c, err := w.takeLapsed(ctx, t); !errors.Is(err, ErrNotClaimable) {
		return c, err
	}
	for range maxLooks {
		list, err := w.waiting(ctx)
		if err != nil {
			return claimed{}, err
		}
		if len(list) == 0 {
			break
		}
		c, err := w.takeOne(ctx, list, t)
		if !errors.Is(err, ErrNotClaimable) {
			return c, err
		}
	}
	if own {
		return claimed{}, ErrNotClaimable
	}
	return w.claimOwn(ctx, t) // in case nobody knows that it waits: its row is the truth
}

// claimOwn claims what t asks for.
func (w *Worker) claimOwn(ctx context.Context, t Task) (claimed, error) {
	c, err := w.claim(ctx, t.ExecutionID)
	if err != nil {
		return claimed{}, err
	}
	return c.with(t.Timeline), nil
}

// takeLapsed claims of what has lost its worker.
func (w *Worker) takeLapsed(ctx context.Context, t Task) (claimed, error) {
	ids, err := w.cfg.Store.Lapsed(ctx, w.cfg.ID, lapsedLooked)
	if err != nil {
		return claimed{}, err
	}
	return w.claimFirst(ctx, ids, t)
}

// claimFirst claims the first of these that can be.
func (w *Worker) claimFirst(ctx context.Context, ids []uuid.UUID, t Task) (claimed, error) {
	for _, id := range ids {
		c, err := w.claim(ctx, id)
		switch {
		case errors.Is(err, ErrNotClaimable):
			continue
		case err != nil:
			return claimed{}, err
		case id == t.ExecutionID:
			return c.with(t.Timeline), nil
		default:
			return c.with(Timeline{}), nil // nobody knows when its own task was queued
		}
	}
	return claimed{}, ErrNotClaimable
}

// takeOne claims of the first client of the list of whom no other worker has
// claimed all meanwhile.
func (w *Worker) takeOne(ctx context.Context, list []Waiting, t Task) (claimed, error) {
	for _, next := range list {
		c, err := w.takeOf(ctx, next, t)
		if !errors.Is(err, ErrNotClaimable) {
			return c, err
		}
	}
	return claimed{}, ErrNotClaimable
}

// takeOf claims of a client, session by session.
func (w *Worker) takeOf(ctx context.Context, next Waiting, t Task) (claimed, error) {
	ids, err := w.cfg.Store.WaitingOf(ctx, next.Client, w.turns.session(next.Client), sessionsLooked)
	if err != nil {
		return claimed{}, err
	}
	c, err := w.claimFirst(ctx, append(ids, next.First), t) // which may be all there is, behind the last session
	if err == nil {
		w.turns.serve(next.Client, c.SessionID)
	}
	return c, err
}

// prompt reports whether the task has come at once.
func prompt(t Task) bool {
	waited := time.Since(t.Timeline[StageQueued])
	return 0 <= waited && waited <= promptly
}

// waiting lists who waits, the first whose turn it is.
func (w *Worker) waiting(ctx context.Context) ([]Waiting, error) {
	from := w.turns.from()
	list, err := w.cfg.Store.Waiting(ctx, from, clientsLooked)
	if err == nil && len(list) < clientsLooked && from != "" {
		var first []Waiting // the rest of a round, from its beginning
		first, err = w.cfg.Store.Waiting(ctx, "", clientsLooked-len(list))
		for _, c := range first {
			if c.Client <= from {
				list = append(list, c)
			}
		}
	}
	if err != nil {
		return nil, err
	}
	w.turns.seen(list, clientsLooked)
	w.turns.order(list)
	return list, nil
}

// claim opens the next attempt at an execution.
func (w *Worker) claim(ctx context.Context, id uuid.UUID) (claimed, error) {
	// Before the claim: whoever asks after it finds somebody who listens.
	told, stop := w.cfg.Cancellations.Subscribe(id)
	job, err := w.cfg.Store.Claim(ctx, Claim{
		ExecutionID: id, WorkerID: w.cfg.ID, Lease: w.lease(), MaxFailures: MaxFailures,
	})
	if err != nil {
		stop()
		return claimed{}, err
	}
	return claimed{job, told, stop}, nil
}

// with sets the timeline, of which the task knows the beginning.
func (c claimed) with(task Timeline) claimed {
	c.Timeline = Timeline{StageAccepted: c.CreatedAt}.Join(task).Join(Timeline{StageClaimed: time.Now()})
	return c
}
