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

// retryAfter is in how many seconds there is room again: when a tenth of those that
// are too many has begun, of which there is one in so many turns.
func (b *backlog) retryAfter(ctx context.Context, tooMany func(executor.Backlog) (number, turns int)) int {
	list, err := b.look(ctx, backlogAge)
	if err != nil {
		return unknownRetryAfter
	}
	number, turns := tooMany(list)
	took := b.until(list, number*max(1, turns)/10+1)
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
// room for the execution. A client has its turn beside the others, and a session
// beside the client's others.
func (h *handler) orNoRoom(ctx context.Context, w http.ResponseWriter, err error, e executor.Execution) error {
	say := func(c code, tooMany func(executor.Backlog) (number, turns int)) error {
		w.Header().Set("Retry-After", strconv.Itoa(h.backlog.retryAfter(ctx, tooMany)))
		return &problem{code: c}
	}
	switch {
	case errors.Is(err, executor.ErrQueueFull):
		return say(codeQueueFull, func(l executor.Backlog) (number, turns int) { return len(l), 1 })
	case errors.Is(err, executor.ErrClientBusy):
		return say(codeClientBusy, func(l executor.Backlog) (number, turns int) {
			return len(l.OfClient(e.Client)), l.Clients()
		})
	case errors.Is(err, executor.ErrSessionBusy):
		return say(codeSessionBusy, func(l executor.Backlog) (number, turns int) {
			return len(l.OfSession(e.SessionID)), l.Clients() * max(1, l.OfClient(e.Client).Sessions())
		})
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
