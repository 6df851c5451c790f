package queue

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Hub is the Publisher for many processes: it wakes whoever waits for an
// execution, here at once and in other processes through Redis. Events are
// hints; with Redis away those to other processes are lost, and as soon as it
// is back all watchers are woken, because any may have missed one.
type Hub struct {
	redis *Redis
	log   zerolog.Logger // for what may happen often
	local executor.Hub
	line  *line // in and out of Redis, nil until Start

	mu      sync.Mutex
	watched map[uuid.UUID]int // how many watchers an execution has
}

var _ executor.Publisher = (*Hub)(nil)

// logEvery is how often trouble with Redis is told.
const logEvery = 30 * time.Second

// NewHub returns a Hub that works within this process until it is started.
func NewHub(r *Redis, log zerolog.Logger) *Hub {
	h := &Hub{
		redis:   r,
		log:     log.Sample(&zerolog.BurstSampler{Burst: 1, Period: logEvery}),
		watched: map[uuid.UUID]int{},
	}
	h.line = newLine(h)
	return h
}

// Start begins to talk to other processes. It must be called once.
func (h *Hub) Start() { h.line.start() }

// Shutdown sends what has been published, but not when ctx ends first, and
// leaves the other processes. Watchers here can still be woken.
func (h *Hub) Shutdown(ctx context.Context) { h.line.shutdown(ctx) }

// Publish wakes the watchers of e's execution. It waits for nothing.
func (h *Hub) Publish(ctx context.Context, e executor.Event) {
	h.local.Publish(ctx, e)
	h.line.send(e)
}

// Subscribe returns a channel that receives after each event of the execution,
// and now and then for nothing; events that follow each other closely may
// share one wake-up. stop must be called once, and frees everything.
func (h *Hub) Subscribe(id uuid.UUID) (wake <-chan struct{}, stop func()) {
	h.watch(id, 1)
	wake, unsubscribe := h.local.Subscribe(id)
	return wake, func() {
		unsubscribe()
		h.watch(id, -1)
	}
}

func (h *Hub) watch(id uuid.UUID, n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watched[id] += n
	if h.watched[id] == 0 {
		delete(h.watched, id)
	}
}

// wakeAll wakes every watcher in this process.
func (h *Hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id := range h.watched {
		h.local.Publish(context.Background(), executor.Event{ExecutionID: id})
	}
}
