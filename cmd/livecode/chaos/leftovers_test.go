package chaos

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// asynqRecovers is how long asynq may take to find that a task's worker is dead: a
// lease of 30 s, looked at each minute, and its next turn.
const asynqRecovers = 100 * time.Second

// checkQueue checks that Redis holds no task any more, and nothing else for ever.
// A task in the hands of a worker that was killed is asynq's to take back, in its
// time: such a one must be on that way, and is waited for if the trial is to be
// thorough.
func (tr *trial) checkQueue(thorough bool) {
	tr.Helper()
	if tr.redis == nil {
		return
	}
	within := recoverWithin
	if thorough {
		within = asynqRecovers
	}
	client := redistest.Dial(tr, tr.redis.URL())
	stacktest.Eventually(tr, within, func() (bool, string) {
		left, err := leftovers(tr.Context(), client, thorough)
		return err == nil && len(left) == 0, fmt.Sprintf("keys %q, error %v", left, err)
	})
}

// The keys by which asynq knows the tasks that workers hold.
const (
	activeKey = "asynq:{code-execution}:active" // list of ids
	leaseKey  = "asynq:{code-execution}:lease"  // their leases
	taskKey   = "asynq:{code-execution}:t:"
)

// leftovers are the keys that nothing will remove, or that are there at all.
func leftovers(ctx context.Context, client *redis.Client, thorough bool) (left []string, err error) {
	keys, err := client.Keys(ctx, "*").Result()
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		ttl, err := client.TTL(ctx, key).Result()
		switch {
		case err != nil:
			return nil, err
		case ttl != -1 || lasting(key):
		case !thorough && (key == activeKey || key == leaseKey):
		case !thorough && client.ZScore(ctx, leaseKey, strings.TrimPrefix(key, taskKey)).Err() == nil:
		default:
			left = append(left, key)
		}
	}
	return left, nil
}

// lasting keys are asynq's own, a few for each queue, server and day.
func lasting(key string) bool {
	for _, part := range []string{"asynq:queues", "asynq:servers", "asynq:workers", ":processed", ":failed", ":scheduled"} {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}
