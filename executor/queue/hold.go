package queue

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

// hold keeps a server from taking tasks, by standing between asynq and Redis:
// asynq can only end, or pause the queue for every server. While a hold is on,
// a dequeue waits before it is sent, so that other servers have the tasks.
type hold struct {
	closing <-chan struct{} // nobody waits from here on

	mu  sync.Mutex
	off chan struct{} // closed while tasks may be taken
}

var _ redis.Hook = (*hold)(nil)

func newHold() *hold {
	h := &hold{off: make(chan struct{})}
	close(h.off)
	return h
}

// Pause takes no more tasks until Resume. Handlers that run go on. It may be
// called before Start.
func (h *hold) Pause() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if isClosed(h.off) {
		h.off = make(chan struct{})
	}
}

// Resume takes tasks again.
func (h *hold) Resume() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !isClosed(h.off) {
		close(h.off)
	}
}

// ended is closed while, or when, the hold is off.
func (h *hold) ended() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.off
}

// DialHook changes nothing.
func (h *hold) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook changes nothing; asynq uses none.
func (h *hold) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook has dequeues wait for the hold's end.
func (h *hold) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if isDequeue(cmd) {
			select {
			case <-h.ended():
			case <-h.closing:
				cmd.SetErr(redis.Nil) // there is none to take
				return redis.Nil
			}
		}
		return next(ctx, cmd)
	}
}
