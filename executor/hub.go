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
	watchers map[uuid.UUID]map[chan struct{}]interest
}

// interest is what a watcher is woken for.
type interest bool

const (
	anyStatus interest = false
	theEnd    interest = true
)

var (
	_ Publisher     = (*Hub)(nil)
	_ StatusWatcher = (*Hub)(nil)
)

// Publish wakes the watchers of e's execution whom it concerns.
func (h *Hub) Publish(_ context.Context, e Event) {
	if h.Observe != nil {
		h.Observe(e)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for c, of := range h.watchers[e.ExecutionID] {
		if of == anyStatus || e.Status.Terminal() {
			wake(c)
		}
	}
}

// WakeAll wakes every watcher: any may have missed an event.
func (h *Hub) WakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, watchers := range h.watchers {
		for c := range watchers {
			wake(c)
		}
	}
}

func wake(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default: // it has a wake-up waiting already
	}
}

// Subscribe returns a channel that receives after each event of the
// execution; events that follow each other closely may share one wake-up.
// Whoever subscribes before reading the Store misses nothing. stop must be
// called once, and frees everything.
func (h *Hub) Subscribe(id uuid.UUID) (wake <-chan struct{}, stop func()) {
	return h.subscribe(id, anyStatus)
}

// SubscribeEnd is Subscribe for one whom nothing but the end concerns.
func (h *Hub) SubscribeEnd(id uuid.UUID) (wake <-chan struct{}, stop func()) {
	return h.subscribe(id, theEnd)
}

func (h *Hub) subscribe(id uuid.UUID, of interest) (wake <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers == nil {
		h.watchers = map[uuid.UUID]map[chan struct{}]interest{}
	}
	if h.watchers[id] == nil {
		h.watchers[id] = map[chan struct{}]interest{}
	}
	h.watchers[id][c] = of
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
