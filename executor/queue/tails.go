package queue

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
)

const (
	// fetchBatch is how many executions' streams are fetched in one round trip,
	// and fetchEntries how much of each.
	fetchBatch   = 64
	fetchEntries = 256

	// fetchPause is the time until another try.
	fetchPause = 200 * time.Millisecond
)

// tails reads streams in Redis, one for each execution, as they grow: those that
// somebody follows here.
type tails struct {
	redis   *Redis
	log     zerolog.Logger // for what may happen often
	channel string         // where processes tell each other that there is more; Redis has one such name for all its databases
	trouble string         // what it means that nothing can be read

	key func(id uuid.UUID) string

	// tell is given each entry of a stream, in their order, from the first on
	// for each time that following it begins.
	tell func(id uuid.UUID, values map[string]any)

	mu      sync.Mutex
	watched map[uuid.UUID]*watched
	fetch   chan struct{} // holds one word that something is to be fetched

	ctx        context.Context // of everything that talks to Redis by itself
	cancel     context.CancelFunc
	background sync.WaitGroup
	removals   sync.WaitGroup
}

// watched is an execution that somebody follows here.
type watched struct {
	followers int
	last      string // id of the last entry that was fetched; for who fetches
	stale     bool   // there may be more
}

func newTails(t *tails) *tails {
	t.watched, t.fetch = map[uuid.UUID]*watched{}, make(chan struct{}, 1)
	t.log = t.log.Sample(&zerolog.BurstSampler{Burst: 1, Period: logEvery})
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// Start begins to hear what other processes tell. It must be called once.
func (t *tails) Start() {
	t.background.Go(func() {
		ear{redis: t.redis.commands, channel: t.channel, log: t.log, hear: t.hear}.listen(t.ctx)
	})
	t.background.Go(t.fetchAll)
}

// Shutdown waits until what is of no more use is removed, but not when ctx ends
// first, and ends everything.
func (t *tails) Shutdown(ctx context.Context) {
	stop := context.AfterFunc(ctx, t.cancel)
	defer stop()
	t.removals.Wait()
	t.cancel()
	t.background.Wait()
}

// remove removes keys, which nobody waits for. What stays goes by itself.
func (t *tails) remove(keys ...string) {
	t.later(func(ctx context.Context) { _ = t.redis.commands.Unlink(ctx, keys...).Err() })
}

// later does what removes something, within commandTimeout.
func (t *tails) later(do func(ctx context.Context)) {
	t.removals.Go(func() {
		ctx, cancel := context.WithTimeout(t.ctx, commandTimeout)
		defer cancel()
		do(ctx)
	})
}

// join has one more follow the execution, and leave one less.
func (t *tails) join(id uuid.UUID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.watched[id]
	if w == nil {
		w = &watched{last: "0", stale: true}
		t.watched[id] = w
		t.wakeFetch()
	}
	w.followers++
}

func (t *tails) leave(id uuid.UUID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.watched[id]
	if w.followers--; w.followers == 0 {
		delete(t.watched, id)
	}
}

// hear notes that there is more of an execution, or, when the subscription begins
// to hold, that there may be of any.
func (t *tails) hear(message any) {
	switch m := message.(type) {
	case *redis.Subscription:
		t.stale(func(uuid.UUID) bool { return true })
	case *redis.Message:
		id, err := uuid.Parse(m.Payload)
		if err == nil {
			t.stale(func(w uuid.UUID) bool { return w == id })
		}
	}
}

// stale has what is watched here, and matches, fetched.
func (t *tails) stale(matches func(uuid.UUID) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, w := range t.watched {
		if matches(id) {
			w.stale = true
			t.wakeFetch()
		}
	}
}

func (t *tails) wakeFetch() {
	select {
	case t.fetch <- struct{}{}:
	default:
	}
}

// fetchAll fetches what is stale, until the context ends.
func (t *tails) fetchAll() {
	for {
		select {
		case <-t.ctx.Done():
			return
		case <-t.fetch:
		}
		for batch := t.takeStale(); len(batch) > 0; batch = t.takeStale() {
			if err := t.fetchOnce(batch); err != nil {
				t.log.Warn().Err(err).Msg(t.trouble + "; Redis is slow or away")
				select {
				case <-t.ctx.Done():
					return
				case <-time.After(fetchPause):
				}
			}
		}
	}
}

// takeStale returns some of what is stale.
func (t *tails) takeStale() map[uuid.UUID]*watched {
	t.mu.Lock()
	defer t.mu.Unlock()
	batch := map[uuid.UUID]*watched{}
	for id, w := range t.watched {
		if w.stale && len(batch) < fetchBatch {
			w.stale = false
			batch[id] = w
		}
	}
	return batch
}

// fetchOnce fetches what comes next of each in the batch.
func (t *tails) fetchOnce(batch map[uuid.UUID]*watched) error {
	ctx, cancel := context.WithTimeout(t.ctx, commandTimeout)
	defer cancel()
	pipe := t.redis.commands.Pipeline()
	answers := map[uuid.UUID]*redis.XMessageSliceCmd{}
	for id, w := range batch {
		answers[id] = pipe.XRangeN(ctx, t.key(id), "("+w.last, "+", fetchEntries)
	}
	_, err := pipe.Exec(ctx)
	for id, answer := range answers {
		entries, failed := answer.Result()
		t.fetched(id, batch[id], entries, failed != nil)
		err = errors.Join(err, failed)
	}
	return err
}

// fetched hands on what has come, and notes where to go on. It is nothing to who
// has begun to follow since w was left.
func (t *tails) fetched(id uuid.UUID, w *watched, entries []redis.XMessage, failed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.watched[id] != w {
		return
	}
	for _, e := range entries {
		t.tell(id, e.Values)
		w.last = e.ID
	}
	w.stale = w.stale || failed || len(entries) == fetchEntries
}
