package queue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// TestTaskLayout: operators and other programs may rely on it.
func TestTaskLayout(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	id := newID()
	enqueue(t, queue.NewClient(open(t, url)), id, 3)
	c := redistest.Dial(t, url)
	waiting, err := c.LRange(t.Context(), "asynq:{code-execution}:pending", 0, -1).Result()
	if want := []string{id.String() + ":3"}; err != nil || !slices.Equal(waiting, want) {
		t.Errorf("pending tasks = %v, %v, want %v", waiting, err, want)
	}
	task, err := asynq.NewInspectorFromRedisClient(c).GetTaskInfo("code-execution", id.String()+":3")
	if err != nil {
		t.Fatalf("GetTaskInfo() = %v", err)
	}
	stages := struct{ Queued int64 }{}
	if err := json.Unmarshal([]byte(task.Headers["timeline"]), &stages); err != nil || time.Since(time.UnixMicro(stages.Queued)) > time.Minute || len(task.Headers) != 1 {
		t.Errorf("headers = %v, want the timeline alone, as an object that says when it was queued", task.Headers)
	}
	if task.Type != "execution:run" || string(task.Payload) != id.String() || task.Retention != 0 || task.Timeout < time.Hour {
		t.Errorf("task = %+v, want type execution:run, payload %s, no retention and hours of time", task, id)
	}
}

func TestDepthCountsWhatWaits(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	q := newTwin(open(t, url), 1, zerolog.Nop())
	depth := func(want int) {
		t.Helper()
		if n, err := q.Depth(t.Context()); n != want || err != nil {
			t.Errorf("Depth() = %d, %v, want %d", n, err, want)
		}
	}
	depth(0)
	for range 3 {
		enqueue(t, q.Client, newID(), 1)
	}
	depth(3)
	started, release := make(chan struct{}, 3), make(chan struct{})
	q.Start(func(context.Context, executor.Task) error { started <- struct{}{}; <-release; return nil })
	receive(t, started, "the first handler")
	depth(2)
	close(release)
	wantNoTasks(t, url)
	depth(0)
	q.Shutdown(t.Context())
}

// TestEnqueueIsNeverBlocked: whatever has become of an earlier task of the same
// attempt, after Enqueue there is one that will run, and only one that waits.
func TestEnqueueIsNeverBlocked(t *testing.T) {
	t.Parallel()
	for state, into := range map[string]func(t *testing.T, url, task string){
		"pending":  func(*testing.T, string, string) {},
		"archived": archive,
		"archived again and again": func(t *testing.T, url, task string) {
			archive(t, url, task)
			c := queue.NewClient(open(t, url))
			for range 3 {
				enqueue(t, c, uuid.MustParse(task[:36]), 1)
				if n, err := inspector(t, url).ArchiveAllPendingTasks("code-execution"); n != 1 || err != nil {
					t.Fatalf("ArchiveAllPendingTasks() = %d, %v, want 1", n, err)
				}
			}
		},
		"completed": func(t *testing.T, url, task string) {
			setAside(t, url, task, "completed")
		},
		"scheduled": func(t *testing.T, url, task string) {
			setAside(t, url, task, "scheduled")
		},
		"retry": func(t *testing.T, url, task string) {
			setAside(t, url, task, "retry")
		},
		"active in a dead worker": dequeue,
		"active in two dead workers": func(t *testing.T, url, task string) {
			dequeue(t, url, task)
			enqueue(t, queue.NewClient(open(t, url)), uuid.MustParse(task[:36]), 1)
			dequeue(t, url, task+":again")
		},
		"ended": func(t *testing.T, url, task string) {
			archive(t, url, task)
			if err := inspector(t, url).DeleteTask("code-execution", task); err != nil {
				t.Fatalf("DeleteTask() = %v", err)
			}
		},
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			url := redistest.New(t)
			q := newTwin(open(t, url), 1, zerolog.Nop())
			id := newID()
			enqueue(t, q.Client, id, 1)
			into(t, url, id.String()+":1")
			for range 5 {
				enqueue(t, q.Client, id, 1)
			}
			if n, err := q.Depth(t.Context()); n > 1 || err != nil {
				t.Errorf("%d tasks wait, %v, want one at most", n, err)
			}
			got := collect(t, q.Server)
			if ran := receive(t, got, "a task"); ran != id {
				t.Errorf("execution %s ran, want %s", ran, id)
			}
		})
	}
}

// TestEnqueueWhileAWorkerIsAtIt: a second task may be added in case the worker
// is dead, no more.
func TestEnqueueWhileAWorkerIsAtIt(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	q := newTwin(open(t, url), 1, zerolog.Nop())
	started, release := make(chan uuid.UUID, 10), make(chan struct{})
	q.Start(func(_ context.Context, task executor.Task) error { started <- task.ExecutionID; <-release; return nil })
	defer q.Shutdown(t.Context())
	id := newID()
	enqueue(t, q.Client, id, 1)
	receive(t, started, "the handler")
	for range 5 {
		enqueue(t, q.Client, id, 1)
	}
	if n, err := q.Depth(t.Context()); n > 1 || err != nil {
		t.Errorf("Depth() = %d, %v, want one at most", n, err)
	}
	close(release)
	wantNoTasks(t, url)
	if len(started) > 1 {
		t.Errorf("it was handed out %d more times, want one at most", len(started))
	}
}

// TestTasksDoNotMultiply: of one attempt, however many workers die with a task
// for it, and however often it is queued again meanwhile, one task waits at most,
// and no more are added than time has passed for.
func TestTasksDoNotMultiply(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	c, now, id := queue.NewClient(open(t, url)), time.Now(), newID()
	c.SetClock(func() time.Time { return now })
	active := func() int64 {
		t.Helper()
		n, err := redistest.Dial(t, url).LLen(t.Context(), "asynq:{code-execution}:active").Result()
		if err != nil {
			t.Fatalf("LLEN = %v", err)
		}
		return n
	}
	kill := func() { // a worker, with what waits
		t.Helper()
		enqueue(t, c, id, 1)
		waiting, err := redistest.Dial(t, url).LRange(t.Context(), "asynq:{code-execution}:pending", 0, -1).Result()
		if err != nil || len(waiting) > 1 {
			t.Fatalf("pending tasks = %v, %v, want one at most", waiting, err)
		}
		for _, task := range waiting {
			dequeue(t, url, task)
		}
	}
	for range 5 {
		kill()
	}
	if n := active(); n != 3 {
		t.Errorf("dead workers hold %d tasks, want the two and a spare one", n)
	}
	for range 100 {
		now = now.Add(10 * time.Second)
		kill()
	}
	if n := active(); n != 18 {
		t.Errorf("after 100 times ten seconds they hold %d tasks, want 18", n)
	}

	id = newID()
	for range 3 {
		kill()
	}
	for range 3 {
		now = now.Add(10 * time.Second)
		enqueue(t, c, id, 1) // which nobody takes
	}
	if n, err := c.Depth(t.Context()); n != 1 || err != nil {
		t.Errorf("%d tasks wait, %v, want one", n, err)
	}
}

func inspector(t *testing.T, url string) *asynq.Inspector {
	return asynq.NewInspectorFromRedisClient(redistest.Dial(t, url))
}

// archive does what an operator can.
func archive(t *testing.T, url, task string) {
	t.Helper()
	if err := inspector(t, url).ArchiveTask("code-execution", task); err != nil {
		t.Fatalf("ArchiveTask() = %v", err)
	}
}

// setAside puts a pending task where asynq keeps those of a state, due now.
func setAside(t *testing.T, url, task, state string) {
	t.Helper()
	const prefix = "asynq:{code-execution}:"
	_, err := redistest.Dial(t, url).Eval(t.Context(), `
		redis.call("LREM", KEYS[1], 0, ARGV[1])
		redis.call("ZADD", KEYS[2], 1, ARGV[1])
		redis.call("HSET", KEYS[3], "state", ARGV[2])
		return 1`, []string{prefix + "pending", prefix + state, prefix + "t:" + task}, task, state).Result()
	if err != nil {
		t.Fatalf("EVAL = %v", err)
	}
}

// dequeue takes the task as a worker does that dies at once.
func dequeue(t *testing.T, url, task string) {
	t.Helper()
	const prefix = "asynq:{code-execution}:"
	_, err := redistest.Dial(t, url).Eval(t.Context(), `
		local id = redis.call("RPOPLPUSH", KEYS[1], KEYS[2])
		redis.call("HSET", KEYS[3], "state", "active")
		redis.call("HDEL", KEYS[3], "pending_since")
		redis.call("ZADD", KEYS[4], ARGV[1], id)
		return 1`,
		[]string{prefix + "pending", prefix + "active", prefix + "t:" + task, prefix + "lease"},
		time.Now().Add(30*time.Second).Unix()).Result()
	if err != nil {
		t.Fatalf("EVAL = %v", err)
	}
}

// TestOrphansComeBack: what a dead worker held is handed out again when its
// lease is long over. That does not count as a retry, so that it may happen as
// often as workers die, and leaves nothing behind.
func TestOrphansComeBack(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	q := newTwin(open(t, url), 1, zerolog.Nop())
	id := newID()
	task := id.String() + ":1"
	enqueue(t, q.Client, id, 1)
	dequeue(t, url, task)
	expired := redis.Z{Member: task, Score: 1}
	if err := redistest.Dial(t, url).ZAdd(t.Context(), "asynq:{code-execution}:lease", expired).Err(); err != nil {
		t.Fatalf("ZADD = %v", err)
	}
	got := collect(t, q.Server) // asynq looks for orphans as it starts
	i := inspector(t, url)
	eventually(t, "the orphan is found", func() string {
		info, err := i.GetTaskInfo("code-execution", task)
		if err != nil || info.State == asynq.TaskStateActive {
			return fmt.Sprint(info, err)
		}
		if info.State == asynq.TaskStateArchived || info.Retried != 0 {
			t.Fatalf("the orphan is %s, retried %d times, want another state and 0", info.State, info.Retried)
		}
		return ""
	})
	if ran := receive(t, got, "the orphan"); ran != id {
		t.Errorf("execution %s ran, want %s", ran, id)
	}
	wantNoTasks(t, url)
}
