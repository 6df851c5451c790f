package queue_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

func TestClientAndServerAreAQueue(t *testing.T) {
	t.Parallel()
	executortest.TestQueue(t, func(t *testing.T, concurrency int) executortest.Queue {
		return newTwin(open(t, redistest.New(t)), concurrency, zerolog.Nop())
	})
}

// TestServersShareWithoutDoubling also looks at what is left in Redis.
func TestServersShareWithoutDoubling(t *testing.T) {
	t.Parallel()
	const tasks, clients = 400, 4
	url := redistest.New(t)
	var counts [2]atomic.Int32
	got := make(chan uuid.UUID, 2*tasks)
	for i := range counts {
		s := newTwin(open(t, url), 4, zerolog.Nop()).Server
		s.Start(func(_ context.Context, task executor.Task) error {
			counts[i].Add(1)
			got <- task.ExecutionID
			return nil
		})
		defer s.Shutdown(t.Context())
	}
	for range clients {
		c := queue.NewClient(open(t, url))
		go func() {
			for range tasks / clients {
				if err := c.Enqueue(t.Context(), executor.Task{ExecutionID: newID()}, 1); err != nil {
					t.Errorf("Enqueue() = %v", err)
				}
			}
		}()
	}
	seen := map[uuid.UUID]bool{}
	for range tasks {
		seen[receive(t, got, "a task")] = true
	}
	wantNoTasks(t, url)
	if len(seen) != tasks || len(got) > 0 {
		t.Errorf("%d different tasks were handed out and %d too many, want %d and 0", len(seen), len(got), tasks)
	}
	for i := range counts {
		if counts[i].Load() == 0 {
			t.Errorf("server %d had nothing to do", i)
		}
	}
}

// TestKeysDoNotGrow: what Redis holds after many tasks is what it holds after
// one.
func TestKeysDoNotGrow(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	q := newTwin(open(t, url), 4, zerolog.Nop())
	got := collect(t, q.Server)
	keysAfter := func(n int) []string {
		for range n {
			enqueue(t, q.Client, newID(), 1)
		}
		for range n {
			receive(t, got, "a task")
		}
		wantNoTasks(t, url)
		keys, err := redistest.Dial(t, url).Keys(t.Context(), "asynq:{code-execution}:*").Result()
		if err != nil {
			t.Fatalf("KEYS = %v", err)
		}
		return keys
	}
	first, later := keysAfter(1), keysAfter(200)
	if len(later) > len(first)+1 { // the day's counter, at midnight
		t.Errorf("keys after 1 task: %v; after 200 more: %v", first, later)
	}
}

func TestPoisonedTasksAreDropped(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	stranger := asynq.NewClientFromRedisClient(redistest.Dial(t, url))
	for _, task := range []*asynq.Task{
		asynq.NewTask("execution:run", nil),
		asynq.NewTask("execution:run", []byte("not an id")),
		asynq.NewTask("execution:run", []byte(strings.Repeat("x", 36))),
		asynq.NewTask("execution:run", []byte(strings.Repeat("x", 1<<20))),
		asynq.NewTask("execution:run", []byte("{"+newID().String()+"}")),
		asynq.NewTask("another:type", []byte(newID().String())),
		asynq.NewTask("another:type", nil, asynq.MaxRetry(0)),
	} {
		if _, err := stranger.EnqueueContext(t.Context(), task, asynq.Queue("code-execution")); err != nil {
			t.Fatalf("EnqueueContext() = %v", err)
		}
	}
	var log record
	q := newTwin(open(t, url), 1, zerolog.New(&log))
	got := collect(t, q.Server)
	want := newID()
	enqueue(t, q.Client, want, 1)
	if id := receive(t, got, "the good task"); id != want {
		t.Errorf("handed out %s, want %s alone", id, want)
	}
	wantNoTasks(t, url)
	if n := strings.Count(log.String(), `"message":"task dropped"`); n != 7 {
		t.Errorf("the log tells of %d dropped tasks, want 7:\n%.2000s", n, log.String())
	}
	if len(log.String()) > 10_000 {
		t.Errorf("the log holds %d bytes, much of them the payload's", len(log.String()))
	}
}

// TestStrangersTimelineIsNone: whatever is in the place of a timeline, the task
// is handed out.
func TestStrangersTimelineIsNone(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	stranger := asynq.NewClientFromRedisClient(redistest.Dial(t, url))
	headers := []map[string]string{nil, {"timeline": ""}, {"timeline": "null"}, {"timeline": `{"accepted":"now"}`}, {"timeline": strings.Repeat("[", 1<<20)}}
	for _, h := range headers {
		task := asynq.NewTaskWithHeaders("execution:run", []byte(newID().String()), h)
		if _, err := stranger.EnqueueContext(t.Context(), task, asynq.Queue("code-execution")); err != nil {
			t.Fatalf("EnqueueContext() = %v", err)
		}
	}
	q := newTwin(open(t, url), 1, zerolog.Nop())
	got := make(chan executor.Timeline, len(headers))
	q.Start(func(_ context.Context, task executor.Task) error { got <- task.Timeline; return nil })
	defer q.Shutdown(t.Context())
	for _, h := range headers {
		timeline := receive(t, got, "the task")
		timeline[executor.StageDequeued] = time.Time{}
		if timeline != (executor.Timeline{}) {
			t.Errorf("headers %.100v: timeline %v, want none before it was dequeued", h, timeline)
		}
	}
}

// TestStrangersDeadlineDoesNotEndARun: asynq counts a handler no longer when
// the deadline of its task passes, and takes the next task.
func TestStrangersDeadlineDoesNotEndARun(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	stranger := asynq.NewClientFromRedisClient(redistest.Dial(t, url))
	id := newID()
	if _, err := stranger.EnqueueContext(t.Context(), asynq.NewTask("execution:run", []byte(id.String())),
		asynq.Queue("code-execution"), asynq.Timeout(1e9), asynq.MaxRetry(0)); err != nil {
		t.Fatalf("EnqueueContext() = %v", err)
	}
	var log record
	q := newTwin(open(t, url), 1, zerolog.New(&log))
	var running, most atomic.Int32
	started, release, ended := make(chan struct{}, 10), make(chan struct{}), make(chan error, 10)
	q.Start(func(ctx context.Context, _ executor.Task) error {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		started <- struct{}{}
		<-release
		ended <- ctx.Err()
		return nil
	})
	defer q.Shutdown(t.Context())
	receive(t, started, "the handler")
	enqueue(t, q.Client, newID(), 1)
	eventually(t, "asynq gives the task up and takes the next", func() string {
		return lacks(log.String(), "Retry exhausted")
	})
	eventually(t, "the next is taken", func() string {
		if n, err := q.Depth(t.Context()); n != 0 || err != nil {
			return "it waits"
		}
		return ""
	})
	close(release)
	for range 2 {
		if err := receive(t, ended, "the handlers"); err != nil {
			t.Errorf("a handler's context ended with %v", err)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d handlers ran at once, want 1", most.Load())
	}
}

func lacks(text, want string) string {
	if strings.Contains(text, want) {
		return ""
	}
	return "no " + want + " in " + text
}
