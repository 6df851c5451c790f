package queue

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// nudges spare an idle server from asking Redis for tasks all the time, and a
// task from waiting until it is asked for. asynq only knows how to ask: so the
// answer "there is none" is held back, by standing between it and Redis, until
// a Client says that there is one.
//
// A nudge is a hint. When none comes, a server asks after a rest all the same.
type nudges struct {
	heard   chan struct{} // holds one nudge, which may stand for many
	rest    time.Duration
	closing <-chan struct{}
}

var _ redis.Hook = nudges{}

// nudgeChannel is where Clients tell Servers that there is a task. Redis has
// one such name for all its databases.
const nudgeChannel = "livecode:tasks"

// giveNudge tells the servers, of which one will have the task. Its failure costs
// the task a rest and nothing else.
func giveNudge(ctx context.Context, r redis.UniversalClient) {
	_ = r.Publish(ctx, nudgeChannel, "").Err()
}

// hear is called for each message of nudgeChannel, and when the subscription
// holds, before which nudges may have been missed.
func (n nudges) hear(any) {
	select {
	case n.heard <- struct{}{}:
	default:
	}
}

// DialHook changes nothing.
func (n nudges) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook changes nothing; asynq uses none.
func (n nudges) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook asks a second time, after a nudge or a rest, where a dequeue has
// found nothing.
func (n nudges) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if !errors.Is(err, redis.Nil) || !isDequeue(cmd) {
			return err
		}
		rest := time.NewTimer(n.rest)
		defer rest.Stop()
		select {
		case <-n.heard:
		case <-rest.C:
		case <-n.closing:
			return err
		}
		cmd.SetErr(nil)
		return next(ctx, cmd)
	}
}

// isDequeue reports whether cmd is asynq's script that takes a task: the only
// one whose first key is the list of those that wait. Its arguments are the
// command, the script, the number of keys, and the keys.
func isDequeue(cmd redis.Cmder) bool {
	const firstKey = 3
	args := cmd.Args()
	return len(args) > firstKey && args[firstKey] == pendingKey
}
