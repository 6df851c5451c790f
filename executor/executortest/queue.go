package executortest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Queue is all that is asked of one.
type Queue interface {
	executor.Enqueuer

	// Start begins to call handle for what is queued. It is called once.
	Start(handle func(ctx context.Context, t executor.Task) error)

	// Pause takes no more tasks until Resume. Handlers that run go on. It
	// may be called before Start.
	Pause()
	Resume()

	// Shutdown stops taking tasks and waits for the handlers; when ctx
	// ends, their context ends.
	Shutdown(ctx context.Context)
}

// TestQueue checks that a queue hands out what it is given. open returns a
// queue, empty and not started, that runs up to concurrency handlers at once.
func TestQueue(t *testing.T, open func(t *testing.T, concurrency int) Queue) {
	for name, test := range map[string]func(*testing.T, func(*testing.T, int) Queue){
		"hands out each execution once": testEachOnce,
		"keeps order":                   testOrder,
		"takes an execution again":      testAgain,
		"survives errors and panics":    testFailures,
		"runs as many as it may":        testConcurrency,
		"brings the timeline":           testTimeline,
		"takes nothing while it pauses": testPause,
		"a pause spares who runs":       testPauseSpares,
		"shutdown waits":                testShutdownWaits,
		"shutdown ends contexts":        testShutdownEnds,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

func receive[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
		panic("unreachable")
	}
}

func enqueue(t *testing.T, q Queue, attempt int, ids ...uuid.UUID) {
	t.Helper()
	for _, id := range ids {
		if err := q.Enqueue(t.Context(), executor.Task{ExecutionID: id}, attempt); err != nil {
			t.Fatalf("Enqueue(%s, %d) = %v, want nil", id, attempt, err)
		}
	}
}

func newIDs(n int) []uuid.UUID {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = uuid.Must(uuid.NewV7())
	}
	return ids
}

// collect starts q and returns the executions as their handlers are called.
func collect(q Queue) <-chan uuid.UUID {
	got := make(chan uuid.UUID, 1000)
	q.Start(func(_ context.Context, t executor.Task) error {
		got <- t.ExecutionID
		return nil
	})
	return got
}

func testEachOnce(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 4)
	ids := newIDs(50)
	enqueue(t, q, 1, ids...)
	enqueue(t, q, 1, ids...) // nothing has run: each is there already
	got := collect(q)
	seen := map[uuid.UUID]int{}
	for range ids {
		seen[receive(t, got, "a task")]++
	}
	q.Shutdown(t.Context())
	for _, id := range ids {
		if seen[id] != 1 {
			t.Errorf("execution %s was handed out %d times, want once", id, seen[id])
		}
	}
	if len(got) > 0 {
		t.Errorf("%d tasks too many were handed out", len(got))
	}
}

func testOrder(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	ids := newIDs(20)
	enqueue(t, q, 1, ids...)
	got := collect(q)
	defer q.Shutdown(t.Context())
	for i, want := range ids {
		if id := receive(t, got, "a task"); id != want {
			t.Fatalf("task %d was %s, want %s", i, id, want)
		}
	}
}

func testAgain(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	got := collect(q)
	defer q.Shutdown(t.Context())
	id := newIDs(1)[0]
	for attempt := 1; attempt <= 3; attempt++ {
		enqueue(t, q, attempt, id)
		receive(t, got, "the next attempt")
	}
}

func testFailures(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	ids := newIDs(3)
	got := make(chan uuid.UUID, len(ids))
	q.Start(func(_ context.Context, t executor.Task) error {
		got <- t.ExecutionID
		switch t.ExecutionID {
		case ids[0]:
			return context.DeadlineExceeded
		case ids[1]:
			panic("a handler that panics on purpose")
		}
		return nil
	})
	defer q.Shutdown(t.Context())
	enqueue(t, q, 1, ids...)
	for range ids {
		receive(t, got, "a task after failures")
	}
}

func testConcurrency(t *testing.T, open func(*testing.T, int) Queue) {
	const most = 3
	q := open(t, most)
	running, release := make(chan struct{}, 100), make(chan struct{})
	q.Start(func(context.Context, executor.Task) error {
		running <- struct{}{}
		<-release
		return nil
	})
	enqueue(t, q, 1, newIDs(10)...)
	for range most {
		receive(t, running, "as many handlers as may run")
	}
	select {
	case <-running:
		t.Errorf("more than %d handlers run at once", most)
	case <-time.After(50 * time.Millisecond): // long for a queue that would hand out a fourth
	}
	close(release)
	q.Shutdown(t.Context())
}

func testShutdownWaits(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	started, release := make(chan struct{}), make(chan struct{})
	var mu sync.Mutex
	var contextErr error
	q.Start(func(ctx context.Context, _ executor.Task) error {
		close(started)
		<-release
		mu.Lock()
		defer mu.Unlock()
		contextErr = ctx.Err()
		return nil
	})
	enqueue(t, q, 1, newIDs(1)...)
	receive(t, started, "the handler")
	down := make(chan struct{})
	go func() {
		defer close(down)
		q.Shutdown(t.Context())
	}()
	select {
	case <-down:
		t.Fatal("Shutdown() returned while a handler ran")
	case <-time.After(50 * time.Millisecond): // long for a Shutdown that would not wait
	}
	close(release)
	receive(t, down, "Shutdown to return")
	mu.Lock()
	defer mu.Unlock()
	if contextErr != nil {
		t.Errorf("the handler's context ended with %v though Shutdown had time", contextErr)
	}
}

func testShutdownEnds(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	started := make(chan struct{})
	q.Start(func(ctx context.Context, _ executor.Task) error {
		close(started)
		<-ctx.Done()
		return ctx.Err()
	})
	enqueue(t, q, 1, newIDs(2)...)
	receive(t, started, "the handler")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	down := make(chan struct{})
	go func() {
		defer close(down)
		q.Shutdown(ctx)
	}()
	receive(t, down, "Shutdown, whose context has ended, to return")
}
