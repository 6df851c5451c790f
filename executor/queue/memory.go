package queue

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Memory is the queue within one process, first in, first out.
type Memory struct {
	concurrency int
	log         zerolog.Logger

	mu      sync.Mutex
	more    sync.Cond
	waiting []executor.Task
	held    map[uuid.UUID]struct{} // the executions that waiting holds
	paused  bool
	closed  bool

	handlers sync.WaitGroup
	cancel   context.CancelFunc // ends the handlers' context
}

var _ executor.Enqueuer = (*Memory)(nil)

// NewMemory returns a queue that runs up to concurrency handlers at once.
func NewMemory(concurrency int, log zerolog.Logger) *Memory {
	q := &Memory{concurrency: concurrency, log: log, held: map[uuid.UUID]struct{}{}}
	q.more.L = &q.mu
	return q
}

// Enqueue adds the execution unless it waits already. It never blocks.
func (q *Memory) Enqueue(_ context.Context, t executor.Task, attempt int) error {
	t.Attempt = attempt
	t.Timeline[executor.StageQueued] = time.Now()
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, ok := q.held[t.ExecutionID]; ok {
		return nil
	}
	q.held[t.ExecutionID] = struct{}{}
	q.waiting = append(q.waiting, t)
	q.more.Signal()
	return nil
}

// Depth is how many executions wait.
func (q *Memory) Depth(context.Context) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting), nil
}

// Start begins to hand out what waits and comes. It must be called once.
func (q *Memory) Start(handle Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	q.cancel = cancel
	for range q.concurrency {
		q.handlers.Go(func() {
			for t, ok := q.next(); ok; t, ok = q.next() {
				call(ctx, q.log, handle, t)
			}
		})
	}
}

// Pause hands out nothing more until Resume. Handlers that run go on. It may be
// called before Start.
func (q *Memory) Pause() { q.setPaused(true) }

// Resume hands out executions again.
func (q *Memory) Resume() { q.setPaused(false) }

func (q *Memory) setPaused(paused bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.paused = paused
	q.more.Broadcast()
}

// Shutdown hands out nothing more and waits for the handlers. When ctx ends
// first, their context ends too, and they are waited for all the same. What
// still waits is forgotten; the rows have it.
func (q *Memory) Shutdown(ctx context.Context) {
	q.mu.Lock()
	q.closed = true
	q.more.Broadcast()
	q.mu.Unlock()

	stop := context.AfterFunc(ctx, q.cancel)
	defer stop()
	q.handlers.Wait()
	q.cancel()
}

// next waits for the next task; not ok means that the queue is closed.
func (q *Memory) next() (t executor.Task, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for (len(q.waiting) == 0 || q.paused) && !q.closed {
		q.more.Wait()
	}
	if q.closed {
		return t, false
	}
	t, q.waiting = q.waiting[0], q.waiting[1:]
	delete(q.held, t.ExecutionID)
	return t, true
}
