package executortest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// wantNone wants nothing to come for longer than a queue would take for it.
func wantNone(t *testing.T, got <-chan uuid.UUID, when string) {
	t.Helper()
	select {
	case id := <-got:
		t.Errorf("%s was handed out %s", id, when)
	case <-time.After(100 * time.Millisecond):
	}
}

// testPause: what is queued during a pause, or before it, waits for its end,
// also if it began before the start.
func testPause(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 2)
	ids := newIDs(3)
	enqueue(t, q, 1, ids[0])
	q.Pause()
	got := collect(q)
	enqueue(t, q, 1, ids[1])
	wantNone(t, got, "before the first Resume()")
	q.Resume()
	q.Resume() // once is enough
	receive(t, got, "what was queued before the start")
	receive(t, got, "what was queued during the pause")

	q.Pause()
	q.Pause()
	enqueue(t, q, 1, ids[2])
	wantNone(t, got, "during a pause")
	q.Resume()
	if id := receive(t, got, "what was queued during the second pause"); id != ids[2] {
		t.Errorf("%s was handed out after the pause, want %s", id, ids[2])
	}
	q.Pause()
	q.Shutdown(t.Context()) // which the test's own deadline bounds
}

// testPauseSpares: a handler that runs when a pause begins runs to its end, and
// its slot stays free.
func testPauseSpares(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	started, release := make(chan uuid.UUID, 2), make(chan struct{})
	ended := make(chan error, 2)
	q.Start(func(ctx context.Context, task executor.Task) error {
		started <- task.ExecutionID
		<-release
		ended <- ctx.Err()
		return nil
	})
	defer q.Shutdown(t.Context())
	ids := newIDs(2)
	enqueue(t, q, 1, ids...)
	receive(t, started, "the first handler")
	q.Pause()
	close(release)
	if err := receive(t, ended, "the end of the first handler"); err != nil {
		t.Errorf("the context of the handler that ran ended with %v", err)
	}
	wantNone(t, started, "to the slot that came free during the pause")
	q.Resume()
	receive(t, started, "the second handler")
}
