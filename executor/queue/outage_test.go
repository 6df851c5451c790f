package queue_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// bounded runs call and fails the test if it takes long.
func bounded(t *testing.T, what string, call func() error) error {
	t.Helper()
	const bound = 2 * time.Second
	start := time.Now()
	err := call()
	if took := time.Since(start); took > bound+time.Second/2 { // half a second for a busy machine
		t.Errorf("%s took %v, want at most %v", what, took, bound)
	}
	return err
}

// recovers waits until an execution goes through the queue.
func recovers(t *testing.T, c *queue.Client, got <-chan uuid.UUID) {
	t.Helper()
	id := newID()
	eventually(t, "Enqueue succeeds", func() string {
		if err := c.Enqueue(t.Context(), executor.Task{ExecutionID: id}, 1); err != nil {
			return err.Error()
		}
		return ""
	})
	for receive(t, got, "the execution") != id {
		continue // one of those before
	}
}

func TestQueueSurvivesARestartOfRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r := open(t, server.URL())
	q := newTwin(r, 2, zerolog.Nop())
	got := collect(t, q.Server)
	recovers(t, q.Client, got)

	server.Stop(t)
	for range 20 {
		if err := bounded(t, "Enqueue", func() error { return q.Enqueue(t.Context(), executor.Task{ExecutionID: newID()}, 1) }); err == nil {
			t.Error("Enqueue() without Redis = nil, want an error")
		}
	}
	if err := bounded(t, "Ping", func() error { return r.Ping(t.Context()) }); err == nil {
		t.Error("Ping() without Redis = nil, want an error")
	}
	if _, err := q.Depth(t.Context()); err == nil {
		t.Error("Depth() without Redis = nil, want an error")
	}
	server.Restart(t)
	recovers(t, q.Client, got)
	if err := r.Ping(t.Context()); err != nil {
		t.Errorf("Ping() = %v, want nil", err)
	}
}

func TestServerStartsBeforeRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Stop(t)
	q := newTwin(open(t, server.URL()), 2, zerolog.Nop())
	got := collect(t, q.Server)
	server.Restart(t)
	recovers(t, q.Client, got)
}

func TestQueueSurvivesAPauseOfRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r := open(t, server.URL())
	q := newTwin(r, 2, zerolog.Nop())
	got := collect(t, q.Server)
	recovers(t, q.Client, got)

	server.Pause(t)
	defer server.Resume(t)
	var all sync.WaitGroup
	for range 200 { // more than there are connections
		all.Go(func() {
			if err := bounded(t, "Enqueue", func() error { return q.Enqueue(t.Context(), executor.Task{ExecutionID: newID()}, 1) }); err == nil {
				t.Error("Enqueue() with Redis paused = nil, want an error")
			}
		})
	}
	all.Wait()
	if err := bounded(t, "Ping", func() error { return r.Ping(t.Context()) }); err == nil {
		t.Error("Ping() with Redis paused = nil, want an error")
	}
	server.Resume(t)
	recovers(t, q.Client, got)
}

// TestEnqueueObeysItsContext also while Redis does not answer.
func TestEnqueueObeysItsContext(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	c := queue.NewClient(open(t, server.URL()))
	enqueue(t, c, newID(), 1)
	server.Pause(t)
	defer server.Resume(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := c.Enqueue(ctx, executor.Task{ExecutionID: newID()}, 1); err == nil {
		t.Error("Enqueue() with Redis paused = nil, want an error")
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("Enqueue() with a context of 50 ms took %v", took)
	}
}

// TestQueueSurvivesAFlush: running handlers end as if nothing had been, and
// what was forgotten can be queued again under the same name.
func TestQueueSurvivesAFlush(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	q := newTwin(open(t, server.URL()), 1, zerolog.Nop())
	started, release := make(chan uuid.UUID, 10), make(chan struct{})
	ended := make(chan error, 10)
	q.Start(func(ctx context.Context, task executor.Task) error {
		started <- task.ExecutionID
		<-release
		ended <- ctx.Err()
		return nil
	})
	defer q.Shutdown(t.Context())
	running, waiting := newID(), newID()
	enqueue(t, q.Client, running, 1)
	receive(t, started, "the handler")
	enqueue(t, q.Client, waiting, 1)
	c := redistest.Dial(t, server.URL())
	if err := c.FlushAll(t.Context()).Err(); err != nil {
		t.Fatalf("FLUSHALL = %v", err)
	}
	if err := c.ScriptFlush(t.Context()).Err(); err != nil {
		t.Fatalf("SCRIPT FLUSH = %v", err)
	}
	close(release)
	if err := receive(t, ended, "the handler"); err != nil {
		t.Errorf("the handler's context ended with %v", err)
	}
	enqueue(t, q.Client, waiting, 1) // as the reconciler does
	if id := receive(t, started, "the forgotten execution"); id != waiting {
		t.Errorf("execution %s ran, want %s", id, waiting)
	}
	wantNoTasks(t, server.URL())
}

// TestEndsDuringAnOutageAreWrittenAfterIt: a task whose handler returned while
// Redis was away is not delivered again.
func TestEndsDuringAnOutageAreWrittenAfterIt(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "appendonly yes", "appendfsync always", "dir "+t.TempDir())
	var log record
	q := newTwin(open(t, server.URL()), 1, zerolog.New(&log))
	started, release := make(chan uuid.UUID, 10), make(chan struct{})
	q.Start(func(_ context.Context, task executor.Task) error {
		started <- task.ExecutionID
		<-release
		return nil
	})
	defer q.Shutdown(t.Context())
	enqueue(t, q.Client, newID(), 1)
	receive(t, started, "the handler")
	server.Stop(t)
	close(release)
	eventually(t, "asynq cannot write the end", func() string { return lacks(log.String(), "Will retry syncing") })
	server.Restart(t)
	if keys := taskKeys(t, redistest.Dial(t, server.URL())); len(keys) == 0 {
		t.Error("Redis has forgotten the task, so that this test shows nothing")
	}
	wantNoTasks(t, server.URL())
	if len(started) > 0 {
		t.Error("the task was delivered again")
	}
}

// TestErrorsDoNotSpin: asynq by itself asks again as fast as it can. Here the
// answer is an error, so that Redis counts.
func TestErrorsDoNotSpin(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	q := newTwin(open(t, server.URL()), 1, zerolog.Nop())
	got := collect(t, q.Server)
	recovers(t, q.Client, got)
	c := redistest.Dial(t, server.URL())
	if err := c.ConfigSet(t.Context(), "maxmemory", "1").Err(); err != nil {
		t.Fatalf("CONFIG SET = %v", err)
	}
	start := time.Now()
	const enough = 10
	errors := 0
	eventually(t, "the server meets errors", func() string {
		stats, err := c.InfoMap(t.Context(), "errorstats").Result()
		if err != nil {
			return err.Error()
		}
		if _, err := fmt.Sscanf(stats["Errorstats"]["errorstat_OOM"], "count=%d", &errors); err != nil || errors < enough {
			return fmt.Sprint(stats, err)
		}
		return ""
	})
	if rate := float64(errors) / time.Since(start).Seconds(); rate > 50 {
		t.Errorf("%.0f errors a second, want about 10 of each asking part", rate)
	}
}
