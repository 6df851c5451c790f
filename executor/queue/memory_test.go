package queue_test

import (
	"testing"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/executor/queue"
)

func TestMemoryIsAQueue(t *testing.T) {
	t.Parallel()
	executortest.TestQueue(t, func(_ *testing.T, concurrency int) executortest.Queue {
		return queue.NewMemory(concurrency, zerolog.Nop())
	})
}

func TestMemoryDepth(t *testing.T) {
	t.Parallel()
	q := queue.NewMemory(1, zerolog.Nop())
	for range 3 {
		if err := q.Enqueue(t.Context(), executor.Task{ExecutionID: newID()}, 1); err != nil {
			t.Fatalf("Enqueue() = %v", err)
		}
	}
	if n, err := q.Depth(t.Context()); n != 3 || err != nil {
		t.Errorf("Depth() = %d, %v, want 3", n, err)
	}
}
