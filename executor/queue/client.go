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
	now       func() time.Time
}

var _ executor.Enqueuer = (*Client)(nil)

// NewClient returns a Client, which lives as long as r.
func NewClient(r *Redis) *Client {
	return &Client{
		asynq:     asynq.NewClientFromRedisClient(r.commands),
		inspector: asynq.NewInspectorFromRedisClient(r.commands),
		redis:     r.commands,
		now:       time.Now,
	}
}

// Enqueue adds a task for the attempt unless one waits already. Where workers
// hold those that there were, it may be another Enqueue, within spareEvery, that
// adds one. When Redis is away it fails within two seconds; the task may have
// been added all the same.
func (c *Client) Enqueue(ctx context.Context, t executor.Task, attempt int) error {
	t.Timeline[executor.StageQueued] = c.now()
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	for _, name := range taskNames(t.ExecutionID, attempt) {
		if waits, err := c.add(ctx, t, name); err != nil || waits {
			return orEnqueue(err)
		}
	}
	return orEnqueue(c.addSpare(ctx, t, attempt))
}

func orEnqueue(err error) error {
	if err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	return nil
}

// add has a task of that name wait, unless a worker holds one.
func (c *Client) add(ctx context.Context, t executor.Task, name string) (waits bool, err error) {
	_, err = c.asynq.EnqueueContext(ctx, newTask(t, name))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		states, err := c.states(ctx, name)
		if err != nil || !c.revive(name, states[0]) {
			return false, err
		}
	} else if err != nil {
		return false, err
	}
	giveNudge(ctx, c.redis)
	return true, nil
}

// addSpare adds a task beside those that workers hold, should all of these be
// dead: the claim sees to it that no two do the same. It adds none while one
// waits, and one at most each spareEvery.
func (c *Client) addSpare(ctx context.Context, t executor.Task, attempt int) error {
	names, turn := spareNames(t.ExecutionID, attempt, c.now())
	states, err := c.states(ctx, names[:]...)
	if err != nil {
		return err
	}
	for i, state := range states {
		if c.revive(names[i], state) {
			giveNudge(ctx, c.redis)
			return nil
		}
	}
	_, err = c.add(ctx, t, names[turn])
	return err
}

// states are where asynq has the tasks of those names, empty for none, in one
// round trip.
func (c *Client) states(ctx context.Context, names ...string) ([]string, error) {
	pipe := c.redis.Pipeline()
	asked := make([]*redis.StringCmd, len(names))
	for i, name := range names {
		asked[i] = pipe.HGet(ctx, taskKey+name, "state")
	}
	_, _ = pipe.Exec(ctx) // of whose errors each command has its own
	states := make([]string, len(names))
	for i, cmd := range asked {
		var err error
		if states[i], err = cmd.Result(); err != nil && !errors.Is(err, redis.Nil) {
			return nil, err
		}
	}
	return states, nil
}

// revive makes the task of that name and state wait, if it can. It cannot if a
// worker holds the task, dead or alive, or if it has ended since.
func (c *Client) revive(name, state string) (waits bool) {
	switch state {
	case "pending", "retry": // retry means soon
		return true
	case "", "active":
		return false
	default: // an operator has put it aside with asynq's own tools
		// Where that fails, it is as good as held by somebody.
		return c.inspector.RunTask(queueName, name) == nil
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
