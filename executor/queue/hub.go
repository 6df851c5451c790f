package queue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Hub is the Publisher and the Canceller for many processes: it wakes whoever
// waits for an execution, or runs it, here at once and in other processes
// through Redis. Events are hints; with Redis away those to other processes are
// lost, and as soon as it is back all watchers are woken, because any may have
// missed one.
type Hub struct {
	redis *Redis
	log   zerolog.Logger // for what may happen often
	line  *line          // in and out of Redis

	local         executor.Hub
	cancellations executor.Cancellations
}

var (
	_ executor.Publisher     = (*Hub)(nil)
	_ executor.StatusWatcher = (*Hub)(nil)
	_ executor.Canceller     = (*Hub)(nil)
)

// logEvery is how often trouble with Redis is told.
const logEvery = 30 * time.Second

// NewHub returns a Hub that works within this process until it is started.
func NewHub(r *Redis, log zerolog.Logger) *Hub {
	h := &Hub{redis: r, log: log.Sample(&zerolog.BurstSampler{Burst: 1, Period: logEvery})}
	h.line = newLine(h)
	return h
}

// Observe has f told of each event, here and in other processes, as far as they
// are heard. f must return at once. It is called before Start, if at all.
func (h *Hub) Observe(f func(executor.Event)) { h.local.Observe = f }

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
	return h.local.Subscribe(id)
}

// SubscribeEnd is Subscribe for one whom nothing but the end concerns.
func (h *Hub) SubscribeEnd(id uuid.UUID) (wake <-chan struct{}, stop func()) {
	return h.local.SubscribeEnd(id)
}

// Cancel wakes whoever runs the execution. It waits for nothing.
func (h *Hub) Cancel(ctx context.Context, id uuid.UUID) {
	h.cancellations.Cancel(ctx, id)
	h.line.send(executor.Event{ExecutionID: id, Status: cancelWord})
}

// Cancellations tells who runs an execution that its end is asked for.
func (h *Hub) Cancellations() executor.Watcher { return &h.cancellations }

// hear wakes whom an event from another process is for.
func (h *Hub) hear(ctx context.Context, e executor.Event) {
	if e.Status == cancelWord {
		h.cancellations.Cancel(ctx, e.ExecutionID)
		return
	}
	h.local.Publish(ctx, e)
}

// wakeAll wakes every watcher in this process.
func (h *Hub) wakeAll() {
	h.local.WakeAll()
	h.cancellations.WakeAll()
}
