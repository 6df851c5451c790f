package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/edtronaut/livecode/executor"
)

// Client queues executions for the servers on the same Redis. It may be used
// concurrently.
type Client struct {
	asynq     *asynq.Client
	inspector *asynq.Inspector
	redis     redis.UniversalClient
}

var _ executor.Enqueuer = (*Client)(nil)

// NewClient returns a Client, which lives as long as r.
func NewClient(r *Redis) *Client {
	return &Client{
		asynq:     asynq.NewClientFromRedisClient(r.commands),
		inspector: asynq.NewInspectorFromRedisClient(r.commands),
		redis:     r.commands,
	}
}

// Enqueue adds a task for the attempt unless one waits already. When Redis is
// away it fails within two seconds; the task may have been added all the same.
func (c *Client) Enqueue(ctx context.Context, t executor.Task, attempt int) error {
	t.Timeline[executor.StageQueued] = time.Now()
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	for _, name := range taskNames(t.ExecutionID, attempt) {
		_, err := c.asynq.EnqueueContext(ctx, newTask(t, name))
		if errors.Is(err, asynq.ErrTaskIDConflict) {
			var waits bool
			if waits, err = c.revive(ctx, name); err == nil && !waits {
				continue
			}
		}
		if err != nil {
			return fmt.Errorf("enqueue: %w", err)
		}
		giveNudge(ctx, c.redis)
		return nil
	}
	return nil // workers hold both; if all of them are dead, asynq finds out in two minutes
}

// revive makes the task of that name wait, if it can. It cannot if a worker
// holds the task, dead or alive, or if it has ended since.
func (c *Client) revive(ctx context.Context, name string) (waits bool, err error) {
	state, err := c.redis.HGet(ctx, taskKey+name, "state").Result()
	switch {
	case errors.Is(err, redis.Nil):
		return false, nil
	case err != nil:
		return false, err
	case state == "pending" || state == "retry": // retry means soon
		return true, nil
	case state == "active":
		return false, nil
	default: // an operator has put it aside with asynq's own tools
		// Where that fails, it is as good as held by somebody.
		return c.inspector.RunTask(queueName, name) == nil, nil
	}
}

// Depth is how many tasks wait that no worker has taken.
func (c *Client) Depth(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	n, err := c.redis.LLen(ctx, pendingKey).Result()
	if err != nil {
		return 0, fmt.Errorf("depth of the queue: %w", err)
	}
	return int(n), nil
}
