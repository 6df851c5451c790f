package queue_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// TestShutdownFinishesTheTask: a handler whose context a shutdown has ended has
// given its execution back; the task is done, and what waits stays where it is,
// though the server has a slot free.
func TestShutdownFinishesTheTask(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	r := open(t, url)
	q := newTwin(r, 2, zerolog.Nop())
	started, ended, release := make(chan uuid.UUID, 10), make(chan struct{}), make(chan struct{})
	q.Start(func(ctx context.Context, task executor.Task) error {
		started <- task.ExecutionID
		<-ctx.Done()
		close(ended)
		<-release
		return ctx.Err()
	})
	first, second := newID(), newID()
	enqueue(t, q.Client, first, 1)
	if id := receive(t, started, "the handler"); id != first {
		t.Fatalf("handler of %s, want %s", id, first)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	down := make(chan struct{})
	go func() {
		defer close(down)
		q.Shutdown(ctx)
	}()
	receive(t, ended, "the end of the handler's context")
	enqueue(t, q.Client, second, 1)
	select {
	case id := <-started:
		t.Errorf("%s was handed out during the shutdown", id)
	case <-time.After(100 * time.Millisecond): // long for a server that would take it
	}
	if n, err := q.Depth(t.Context()); n != 1 || err != nil {
		t.Errorf("Depth() = %d, %v, want 1", n, err)
	}
	close(release)
	receive(t, down, "Shutdown")
	if keys := taskKeys(t, redistest.Dial(t, url)); len(keys) != 2 {
		t.Errorf("Redis holds %v, want the second task, pending", keys)
	}

	next := newTwin(r, 1, zerolog.Nop())
	got := collect(t, next.Server)
	if id := receive(t, got, "the second task"); id != second {
		t.Errorf("the next server was given %s, want %s", id, second)
	}
	wantNoTasks(t, url)
	if len(got) > 0 {
		t.Errorf("the next server was given %s too", <-got)
	}
}

// TestShutdownUnderLoadLosesNothing: servers come and go, and what one of them
// had fetched but not begun is run by another.
func TestShutdownUnderLoadLosesNothing(t *testing.T) {
	t.Parallel()
	const tasks, lives = 300, 6
	url := redistest.New(t)
	r := open(t, url)
	q := newTwin(r, 1, zerolog.Nop())
	for range tasks {
		enqueue(t, q.Client, newID(), 1)
	}
	got := make(chan uuid.UUID, 2*tasks)
	handle := func(_ context.Context, task executor.Task) error { got <- task.ExecutionID; return nil }
	seen := map[uuid.UUID]int{}
	for range lives {
		s := newTwin(r, 3, zerolog.Nop()).Server
		s.Start(handle)
		for range tasks / (lives + 1) {
			seen[receive(t, got, "a task")]++
		}
		s.Shutdown(t.Context())
	}
	last := newTwin(r, 3, zerolog.Nop()).Server
	last.Start(handle)
	defer last.Shutdown(t.Context())
	eventually(t, "every task has run", func() string {
		for len(got) > 0 {
			seen[<-got]++
		}
		if len(seen) < tasks {
			return "some have not"
		}
		return ""
	})
	wantNoTasks(t, url)
	for id, n := range seen {
		if n != 1 {
			t.Errorf("task %s ran %d times, want once", id, n)
		}
	}
}

// TestShutdownIsBoundedWithoutRedis: it waits for handlers, not for Redis.
func TestShutdownIsBoundedWithoutRedis(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*redistest.Server, testing.TB){
		"stopped": (*redistest.Server).Stop, "paused": (*redistest.Server).Pause,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			r := open(t, server.URL())
			q := newTwin(r, 2, zerolog.Nop())
			started := make(chan struct{}, 2)
			q.Start(func(ctx context.Context, _ executor.Task) error {
				started <- struct{}{}
				<-ctx.Done()
				return ctx.Err()
			})
			for range 2 {
				enqueue(t, q.Client, newID(), 1)
				receive(t, started, "a handler")
			}
			lose(server, t)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			start := time.Now()
			q.Shutdown(ctx)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("Shutdown() took %v, want less than 5 s", took)
			}
			if name == "paused" {
				server.Resume(t)
				_ = r.Close()
				wantNoClients(t, server.URL())
			}
		})
	}
}

// TestShutdownWaitsForSlowHandlers: the wait goes on when the time
// is up.
func TestShutdownWaitsForSlowHandlers(t *testing.T) {
	t.Parallel()
	q := newTwin(open(t, redistest.New(t)), 1, zerolog.Nop())
	started, release := make(chan struct{}), make(chan struct{})
	q.Start(func(ctx context.Context, _ executor.Task) error {
		close(started)
		<-ctx.Done()
		<-release // its own clean-up
		return errors.New("given back")
	})
	enqueue(t, q.Client, newID(), 1)
	receive(t, started, "the handler")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	down := make(chan struct{})
	go func() {
		defer close(down)
		q.Shutdown(ctx)
	}()
	select {
	case <-down:
		t.Fatal("Shutdown() returned while a handler cleaned up")
	case <-time.After(100 * time.Millisecond): // long for one that does not wait
	}
	close(release)
	receive(t, down, "Shutdown")
}

// wantNoClients waits until nobody but the test is connected.
func wantNoClients(t *testing.T, url string) {
	t.Helper()
	c := redistest.Dial(t, url)
	eventually(t, "all connections are closed", func() string {
		list, err := c.ClientList(t.Context()).Result()
		if strings.Count(list, "\n") > 1 || err != nil {
			return list
		}
		return ""
	})
}
