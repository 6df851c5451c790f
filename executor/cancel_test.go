package executor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// untilAsked plays a program that runs until its end is asked for, and what the
// sandbox makes of that.
func untilAsked(ctx context.Context, _ executor.Job) (executor.Result, error) {
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), executor.ErrCancelled) {
		return executor.Result{}, ctx.Err()
	}
	r := exited(0)
	r.Termination = executor.TerminationCancelled
	return r, nil
}

// TestWorkerEndsWhatIsCancelled: at once if it is told, and before long if the
// news is lost.
func TestWorkerEndsWhatIsCancelled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tell   bool
		within time.Duration
	}{"told": {true, 0}, "not told": {false, time.Second}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.play = untilAsked
				id := s.submit()
				done := s.handle(id)
				synctest.Wait()
				s.cancellations.WakeAll() // for nothing
				synctest.Wait()
				began := time.Now()
				if status, err := s.store.Cancel(t.Context(), id); status != executor.StatusRunning || err != nil {
					t.Fatalf("Cancel() = %s, %v, want RUNNING", status, err)
				}
				if c.tell {
					s.cancellations.Cancel(t.Context(), id)
				}
				<-done
				if took := time.Since(began); took > c.within {
					t.Errorf("the program was stopped after %v, want %v at most", took, c.within)
				}
				s.end(id, executor.StatusFailed, executor.TerminationCancelled, 1)
			})
		})
	}
}

// handle has a worker make an attempt, and closes done when it has.
func (s *scene) handle(id uuid.UUID) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		if err := s.worker("w").Handle(s.t.Context(), executor.Task{ExecutionID: id}); err != nil {
			s.t.Errorf("Handle() = %v, want nil", err)
		}
	}()
	return done
}

// TestCancelledBeforeItBegan: a sandbox that has no result to give fails
// nothing, and nothing is tried again.
func TestCancelledBeforeItBegan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = func(ctx context.Context, _ executor.Job) (executor.Result, error) {
			<-ctx.Done()
			return executor.Result{}, errors.New("no container")
		}
		id := s.submit()
		done := s.handle(id)
		synctest.Wait()
		if _, err := s.store.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		s.cancellations.Cancel(t.Context(), id)
		<-done
		s.end(id, executor.StatusFailed, executor.TerminationCancelled, 1)
	})
}

// TestCancelledThenLost: if the worker dies meanwhile, the execution is not run
// again, but ended as it was asked.
func TestCancelledThenLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = func(context.Context, executor.Job) (executor.Result, error) {
			t.Error("the program was run again")
			return exited(0), nil
		}
		id := s.submit()
		lease := time.Second
		if _, err := s.store.Claim(t.Context(), executor.Claim{ExecutionID: id, WorkerID: "dead", Lease: lease, MaxFailures: 3}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.store.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		defer s.start("w")()
		pass(lease + 3*time.Second)
		synctest.Wait()
		s.end(id, executor.StatusFailed, executor.TerminationCancelled, 1)
	})
}
