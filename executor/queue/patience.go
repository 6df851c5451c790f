package queue

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience mends two habits of asynq's by standing between it and Redis.
//
// After a failed dequeue asynq tries again at once, which with Redis away keeps
// a core busy: a failed command takes a while here.
//
// What asynq could not write during an outage it writes later, with a context
// that has ended by then, so that the write never succeeds and the task is
// delivered again: contexts do not end commands here. The connection's
// timeouts bound them.
type patience struct {
	closing <-chan struct{} // nobody waits from here on
}

var _ redis.Hook = patience{}

// afterFailure is what a failed command takes at least.
const afterFailure = 100 * time.Millisecond

// DialHook changes nothing.
func (p patience) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook changes nothing; asynq uses none.
func (p patience) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook applies to single commands and scripts.
func (p patience) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(context.WithoutCancel(ctx), cmd)
		if err == nil || errors.Is(err, redis.Nil) || redis.HasErrorPrefix(err, "NOSCRIPT") {
			return err // an answer like any other
		}
		select {
		case <-time.After(afterFailure):
		case <-p.closing:
		}
		return err
	}
}
