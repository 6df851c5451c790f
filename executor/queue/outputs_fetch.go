package queue

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
)

const (
	// fetchBatch is how many executions' output is fetched in one round trip,
	// and fetchEntries how much of each.
	fetchBatch   = 64
	fetchEntries = 256

	// fetchPause is the time until another try.
	fetchPause = 200 * time.Millisecond
)

// hear notes that there is more of an execution, or, when the subscription begins
// to hold, that there may be of any.
func (o *Outputs) hear(message any) {
	switch m := message.(type) {
	case *redis.Subscription:
		o.stale(func(uuid.UUID) bool { return true })
	case *redis.Message:
		id, err := uuid.Parse(m.Payload)
		if err == nil {
			o.stale(func(w uuid.UUID) bool { return w == id })
		}
	}
}

// stale has what is watched here, and matches, fetched.
func (o *Outputs) stale(matches func(uuid.UUID) bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, w := range o.watched {
		if matches(id) {
			w.stale = true
			o.wakeFetch()
		}
	}
}

func (o *Outputs) wakeFetch() {
	select {
	case o.fetch <- struct{}{}:
	default:
	}
}

// fetchAll fetches what is stale, until the context ends.
func (o *Outputs) fetchAll() {
	for {
		select {
		case <-o.ctx.Done():
			return
		case <-o.fetch:
		}
		for batch := o.takeStale(); len(batch) > 0; batch = o.takeStale() {
			if err := o.fetchOnce(batch); err != nil {
				o.log.Warn().Err(err).Msg("output of running programs is not to be had; Redis is slow or away")
				select {
				case <-o.ctx.Done():
					return
				case <-time.After(fetchPause):
				}
			}
		}
	}
}

// takeStale returns where to go on with some of what is stale.
func (o *Outputs) takeStale() map[uuid.UUID]string {
	o.mu.Lock()
	defer o.mu.Unlock()
	batch := map[uuid.UUID]string{}
	for id, w := range o.watched {
		if w.stale && len(batch) < fetchBatch {
			w.stale = false
			batch[id] = w.last
		}
	}
	return batch
}

// fetchOnce fetches what comes next of each in the batch.
func (o *Outputs) fetchOnce(batch map[uuid.UUID]string) error {
	ctx, cancel := context.WithTimeout(o.ctx, commandTimeout)
	defer cancel()
	pipe := o.redis.commands.Pipeline()
	answers := map[uuid.UUID]*redis.XMessageSliceCmd{}
	for id, last := range batch {
		answers[id] = pipe.XRangeN(ctx, outputKey(id), "("+last, "+", fetchEntries)
	}
	_, err := pipe.Exec(ctx)
	for id, answer := range answers {
		entries, failed := answer.Result()
		o.fetched(id, entries, failed != nil)
		err = errors.Join(err, failed)
	}
	return err
}

// fetched hands on what has come, and notes where to go on.
func (o *Outputs) fetched(id uuid.UUID, entries []redis.XMessage, failed bool) {
	for _, e := range entries {
		if c, ok := decodeChunk(e.Values); ok {
			o.local.Add(id, c)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	w := o.watched[id]
	if w == nil {
		return
	}
	if len(entries) > 0 {
		w.last = entries[len(entries)-1].ID
	}
	w.stale = w.stale || failed || len(entries) == fetchEntries
}
