package queue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// serveEvery starts a server that asks by itself at this interval.
func serveEvery(t *testing.T, url string, interval time.Duration) <-chan uuid.UUID {
	t.Helper()
	got := make(chan uuid.UUID, 100)
	s := queue.NewServer(open(t, url), queue.ServerConfig{Concurrency: 1, CheckInterval: interval, Log: zerolog.Nop()})
	s.Start(func(_ context.Context, task executor.Task) error {
		got <- task.ExecutionID
		return nil
	})
	t.Cleanup(func() { s.Shutdown(context.Background()) })
	return got
}

// TestIdleServersAreNudged: tasks arrive although the servers would not ask
// for an hour; and each of several that come at once.
func TestIdleServersAreNudged(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	first, second := serveEvery(t, url, time.Hour), serveEvery(t, url, time.Hour)
	c := queue.NewClient(open(t, url))
	for range 5 {
		const burst = 4
		for range burst {
			if err := c.Enqueue(t.Context(), executor.Task{ExecutionID: newID()}, 1); err != nil {
				t.Fatal(err)
			}
		}
		for range burst {
			select {
			case <-first:
			case <-second:
			case <-time.After(patience):
				t.Fatalf("a task was not handed out within %v", patience)
			}
		}
	}
}

// TestTasksWithoutANudgeAreFound: the hint may be lost, the task is not.
func TestTasksWithoutANudgeAreFound(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	got := serveEvery(t, url, 50*time.Millisecond)
	quiet := asynq.NewClientFromRedisClient(redistest.Dial(t, url))
	id := newID()
	if _, err := quiet.Enqueue(asynq.NewTask("execution:run", []byte(id.String()), asynq.Queue("code-execution"))); err != nil {
		t.Fatal(err)
	}
	if found := receive(t, got, "the task"); found != id {
		t.Errorf("handed out %s, want %s", found, id)
	}
}
