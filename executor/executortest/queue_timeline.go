package executortest

import (
	"context"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// testTimeline: a task brings what was known when it was queued, to the
// microsecond, and when it was queued and handed out.
func testTimeline(t *testing.T, open func(*testing.T, int) Queue) {
	q := open(t, 1)
	task := executor.Task{ExecutionID: newIDs(1)[0]}
	task.Timeline[executor.StageAccepted] = time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
	task.Timeline[executor.StageStored] = time.Date(2026, 1, 2, 3, 4, 5, 678902000, time.UTC)
	before := time.Now().Truncate(time.Microsecond)
	const attempt = 2
	if err := q.Enqueue(t.Context(), task, attempt); err != nil {
		t.Fatalf("Enqueue(%v) = %v, want nil", task, err)
	}
	enqueued := time.Now()
	tasks := make(chan executor.Task, 1)
	q.Start(func(_ context.Context, t executor.Task) error {
		tasks <- t
		return nil
	})
	defer q.Shutdown(t.Context())
	got := receive(t, tasks, "the task")
	received := time.Now()
	if queued := got.Timeline[executor.StageQueued]; queued.Before(before) || queued.After(enqueued) {
		t.Errorf("the task was queued at %v, want between %v and %v", queued, before, enqueued)
	}
	if dequeued := got.Timeline[executor.StageDequeued]; dequeued.Before(enqueued) || dequeued.After(received) {
		t.Errorf("the task was dequeued at %v, want between %v and %v", dequeued, enqueued, received)
	}
	task.Timeline[executor.StageQueued], task.Timeline[executor.StageDequeued] = got.Timeline[executor.StageQueued], got.Timeline[executor.StageDequeued]
	task.Attempt = attempt
	if got != task {
		t.Errorf("the task came as %v, want %v", got, task)
	}
}
