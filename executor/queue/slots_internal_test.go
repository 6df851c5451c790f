package queue

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// TestFetchedBeforeThePause: a task that was on its way when a pause began goes
// back.
func TestFetchedBeforeThePause(t *testing.T) {
	t.Parallel()
	called := 0
	handle := func(context.Context, executor.Task) error {
		called++
		return nil
	}
	h := newHold()
	s := newSlots(1, zerolog.Nop(), handle, h)
	task := newTask(executor.Task{ExecutionID: uuid.New()}, "name")
	h.Pause()
	if err := s.ProcessTask(t.Context(), task); !errors.Is(err, errNotBegun) || called != 0 {
		t.Errorf("ProcessTask() during a pause = %v, and %d calls of the handler, want it not begun", err, called)
	}
	h.Resume()
	if err := s.ProcessTask(t.Context(), task); err != nil || called != 1 {
		t.Errorf("ProcessTask() after the pause = %v, and %d calls of the handler, want one", err, called)
	}
}
