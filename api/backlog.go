package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

const (
	// maxBacklog is how many executions that wait are looked at. What comes
	// behind them has no position.
	maxBacklog = 10_000

	// backlogAge is how old the list of them may be, and backlogFresh how old
	// it may be for one that is not on it.
	backlogAge   = 500 * time.Millisecond
	backlogFresh = 50 * time.Millisecond

	// maxRetryAfter and unknownRetryAfter are in seconds.
	maxRetryAfter     = 60
	unknownRetryAfter = 5
)

// backlog is what this process knows of what waits, read at most as often as
// backlogFresh says, however many ask.
type backlog struct {
	store Store
	pace  *executor.Pace // nil if nobody knows

	mu   sync.Mutex
	list executor.Backlog
	at   time.Time
}

// look returns the list, read no longer ago than age.
func (b *backlog) look(ctx context.Context, age time.Duration) (executor.Backlog, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.at.IsZero() && time.Since(b.at) <= age {
		return b.list, nil
	}
	list, err := b.store.Backlog(ctx, maxBacklog)
	if err != nil {
		return nil, err
	}
	b.list, b.at = list, time.Now()
	return list, nil
}

// place is where an execution that waits stands. wait is negative if nobody can
// tell.
func (b *backlog) place(ctx context.Context, id uuid.UUID) (position int, wait time.Duration, err error) {
	for _, age := range []time.Duration{backlogAge, backlogFresh} {
		list, err := b.look(ctx, age)
		if err != nil {
			return 0, -1, err
		}
		if position = list.Position(id); position > 0 {
			return position, b.until(list, position), nil
		}
	}
	return 0, -1, nil
}

// until is how long it takes until so many have begun, negative if unknown.
func (b *backlog) until(list executor.Backlog, n int) time.Duration {
	rate, known := b.perSecond(list)
	if !known {
		return -1
	}
	return time.Duration(float64(n) / rate * float64(time.Second))
}

func (b *backlog) perSecond(list executor.Backlog) (float64, bool) {
	if b.pace == nil {
		return 0, false
	}
	return b.pace.PerSecond(list.Since(), time.Now())
}

// retryAfter is in how many seconds there is room again: when a tenth of those
// that wait has begun, or of those of the session, which has its turn beside the
// others.
func (b *backlog) retryAfter(ctx context.Context, session uuid.UUID) int {
	list, err := b.look(ctx, backlogAge)
	if err != nil {
		return unknownRetryAfter
	}
	waiting := len(list)
	if session != uuid.Nil {
		waiting = 0
		for _, q := range list {
			if q.SessionID == session {
				waiting++
			}
		}
		waiting *= max(1, list.Lanes())
	}
	took := b.until(list, waiting/10+1)
	switch {
	case took >= 0:
		return min(max(1, int(math.Ceil(took.Seconds()))), maxRetryAfter)
	case len(list) > 0 && time.Since(list.Since()) > maxRetryAfter*time.Second:
		return maxRetryAfter // nothing begins: the workers are away
	default:
		return unknownRetryAfter
	}
}

// orNoRoom makes err a problem that says when to come back, if the Store has no
// room for an execution of the session.
func (h *handler) orNoRoom(ctx context.Context, w http.ResponseWriter, err error, session uuid.UUID) error {
	switch {
	case errors.Is(err, executor.ErrQueueFull):
		w.Header().Set("Retry-After", strconv.Itoa(h.backlog.retryAfter(ctx, uuid.Nil)))
		return &problem{code: codeQueueFull}
	case errors.Is(err, executor.ErrSessionBusy):
		w.Header().Set("Retry-After", strconv.Itoa(h.backlog.retryAfter(ctx, session)))
		return &problem{code: codeSessionBusy}
	default:
		return err
	}
}

// withPlace adds to the record of what waits where it stands. It goes without
// where that cannot be found.
func (h *handler) withPlace(ctx context.Context, rec record) record {
	if rec.Status != executor.StatusQueued {
		return rec
	}
	position, wait, err := h.backlog.place(ctx, rec.ID)
	if err != nil {
		h.cfg.Log.Debug().Err(err).Stringer("execution_id", rec.ID).Msg("place in the queue not found")
		return rec
	}
	rec.QueuePosition = position
	if position > 0 && wait >= 0 {
		rec.EstimatedWaitMs = new(wait.Milliseconds())
	}
	return rec
}
