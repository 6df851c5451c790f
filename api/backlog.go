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
	// backlogAge is how old what is known of all that waits may be, and
	// backlogFresh how old it may be for one of which nothing is known.
	backlogAge   = 500 * time.Millisecond
	backlogFresh = 50 * time.Millisecond

	// backlogRest is how many times as long as a reading takes there is none
	// after it, and maxBacklogRest how long at most.
	backlogRest    = 20
	maxBacklogRest = 10 * time.Second

	// maxRetryAfter and unknownRetryAfter are in seconds.
	maxRetryAfter     = 60
	unknownRetryAfter = 5
)

// backlog is what this process knows of what waits, read at most as often as
// backlogFresh says, however many ask. It reads and sorts all of it, which takes a
// third of a second for 100,000 with Postgres on the same two cores. So that this
// takes no more than a twentieth of the time, it then reads each seven seconds
// only, and what was submitted meanwhile has no place until the next reading.
type backlog struct {
	store Store
	pace  *executor.Pace // nil if nobody knows

	mu    sync.Mutex
	known executor.Backlog
	err   error // of the last reading
	at    time.Time
	took  time.Duration
}

// look returns what is known, read no longer ago than age or than the rest after
// the last reading takes.
func (b *backlog) look(ctx context.Context, age time.Duration) (executor.Backlog, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	age = max(age, min(backlogRest*b.took, maxBacklogRest))
	if !b.at.IsZero() && time.Since(b.at) <= age {
		return b.known, b.err
	}
	began := time.Now()
	known, err := b.store.Backlog(ctx)
	if ctx.Err() != nil {
		return executor.Backlog{}, err // this client's alone
	}
	b.known, b.err = known, err
	b.at, b.took = time.Now(), time.Since(began)
	return b.known, b.err
}

// place is where an execution that waits stands. wait is negative if nobody can
// tell.
func (b *backlog) place(ctx context.Context, id uuid.UUID) (position int, wait time.Duration, err error) {
	for _, age := range []time.Duration{backlogAge, backlogFresh} {
		known, err := b.look(ctx, age)
		if err != nil {
			return 0, -1, err
		}
		if position = known.Position(id); position > 0 {
			return position, b.until(known, position), nil
		}
	}
	return 0, -1, nil
}

// until is how long it takes until so many have begun, negative if unknown.
func (b *backlog) until(known executor.Backlog, n int) time.Duration {
	rate, ok := b.perSecond(known)
	if !ok {
		return -1
	}
	return time.Duration(float64(n) / rate * float64(time.Second))
}

func (b *backlog) perSecond(known executor.Backlog) (float64, bool) {
	if b.pace == nil {
		return 0, false
	}
	return b.pace.PerSecond(known.Since(), time.Now())
}

// retryAfter is in how many seconds there is room again: when a tenth of those that
// are too many has begun, of which there is one in so many turns.
func (b *backlog) retryAfter(ctx context.Context, tooMany func(executor.Backlog) (number, turns int)) int {
	known, err := b.look(ctx, backlogAge)
	if err != nil {
		return unknownRetryAfter
	}
	number, turns := tooMany(known)
	took := b.until(known, number*max(1, turns)/10+1)
	switch {
	case took >= 0:
		return min(max(1, int(math.Ceil(took.Seconds()))), maxRetryAfter)
	case known.Len() > 0 && time.Since(known.Since()) > maxRetryAfter*time.Second:
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
		return say(codeQueueFull, func(b executor.Backlog) (number, turns int) { return b.Len(), 1 })
	case errors.Is(err, executor.ErrClientBusy):
		return say(codeClientBusy, func(b executor.Backlog) (number, turns int) {
			return b.OfClient(e.Client), b.Clients()
		})
	case errors.Is(err, executor.ErrSessionBusy):
		return say(codeSessionBusy, func(b executor.Backlog) (number, turns int) {
			return b.OfSession(e.SessionID), b.Clients() * max(1, b.SessionsOf(e.Client))
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
