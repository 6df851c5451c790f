package executor

import (
	"context"
	"sync"

	"github.com/google/uuid"
)

// Hub is the Publisher within one process: it wakes whoever waits for an
// execution. The zero value is ready.
type Hub struct {
	// Observe, if it is set before the Hub is used, is told of each event. It
	// must return at once.
	Observe func(Event)

	mu       sync.Mutex
	watchers map[uuid.UUID]map[chan struct{}]struct{}
}

var (
	_ Publisher = (*Hub)(nil)
	_ Watcher   = (*Hub)(nil)
)

// Publish wakes the watchers of e's execution.
func (h *Hub) Publish(_ context.Context, e Event) {
	if h.Observe != nil {
		h.Observe(e)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	wake(h.watchers[e.ExecutionID])
}

// WakeAll wakes every watcher: any may have missed an event.
func (h *Hub) WakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, watchers := range h.watchers {
		wake(watchers)
	}
}

func wake(watchers map[chan struct{}]struct{}) {
	for c := range watchers {
		select {
		case c <- struct{}{}:
		default: // it has a wake-up waiting already
		}
	}
}

// Subscribe returns a channel that receives after each event of the
// execution; events that follow each other closely may share one wake-up.
// Whoever subscribes before reading the Store misses nothing. stop must be
// called once, and frees everything.
func (h *Hub) Subscribe(id uuid.UUID) (wake <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers == nil {
		h.watchers = map[uuid.UUID]map[chan struct{}]struct{}{}
	}
	if h.watchers[id] == nil {
		h.watchers[id] = map[chan struct{}]struct{}{}
	}
	h.watchers[id][c] = struct{}{}
	return c, func() { h.unsubscribe(id, c) }
}

func (h *Hub) unsubscribe(id uuid.UUID, c chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers[id], c)
	if len(h.watchers[id]) == 0 {
		delete(h.watchers, id)
	}
}
