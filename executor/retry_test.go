package executor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
)

// TestAnEngineThatIsAwayUsesUpNoAttempts: while there is no sandbox attempts do
// not count, but not for ever.
func TestAnEngineThatIsAwayUsesUpNoAttempts(t *testing.T) {
	t.Parallel()
	for away, want := range map[int]executor.Status{
		executor.MaxAttempts - 1:                        executor.StatusCompleted,
		executor.MaxAttempts + executor.MaxFailures - 2: executor.StatusCompleted,
		executor.MaxAttempts + executor.MaxFailures - 1: executor.StatusFailed,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t)
			runs := 0
			s.play = func(context.Context, executor.Job) (executor.Result, error) {
				if runs++; runs <= away {
					return executor.Result{}, fmt.Errorf("%w: connection refused", executor.ErrSandboxAway)
				}
				return exited(0), nil
			}
			stop := s.start("w")
			id := s.submit()
			pass(5 * time.Minute)
			stop()
			if want == executor.StatusFailed {
				s.end(id, want, executor.TerminationSandboxError, away)
				return
			}
			s.end(id, want, executor.TerminationExited, away+1)
		})
	}
}

// TestPausesGrowWhileTheEngineIsAway: whoever waits for an engine asks it less and
// less often, and never so seldom that its return goes unnoticed.
func TestPausesGrowWhileTheEngineIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		var at []time.Time
		s.play = func(context.Context, executor.Job) (executor.Result, error) {
			at = append(at, time.Now())
			return executor.Result{}, fmt.Errorf("%w: connection refused", executor.ErrSandboxAway)
		}
		stop := s.start("w")
		id := s.submit()
		pass(5 * time.Minute)
		stop()
		s.end(id, executor.StatusFailed, executor.TerminationSandboxError, len(at))
		for n, seconds := range []int{1, 2, 4, 8, 10, 10, 10, 10, 10, 10, 10} {
			want := time.Duration(seconds) * time.Second
			if got := at[n+1].Sub(at[n]); got < want || got > want+time.Second { // the reconciler looks each second
				t.Errorf("attempt %d came %v after the one before, want %v", n+2, got, want)
			}
		}
	})
}

// TestAnotherWorkerTriesAtOnce: what the sandbox of one worker has failed is run
// by another without a pause; the first is in doubt before that.
func TestAnotherWorkerTriesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ends := make(chan time.Time, 1)
		s.play = func(_ context.Context, job executor.Job) (executor.Result, error) {
			if job.Attempt.Number == 1 {
				return executor.Result{}, errors.New("container was not made")
			}
			ends <- time.Now()
			return exited(0), nil
		}
		next := queue.NewMemory(1, zerolog.Nop())
		doubted := false
		first := executor.NewWorker(executor.WorkerConfig{
			ID: "first", Store: s.store, Sandbox: s, Publisher: &s.events, Cancellations: &s.cancellations, RunTimeout: 10 * time.Second,
			Queue: next, Log: zerolog.Nop(), Doubt: func() {
				depth, err := next.Depth(t.Context())
				doubted = depth == 0 && err == nil
			},
		})
		id, began := s.submit(), time.Now()
		if err := first.Handle(t.Context(), executor.Task{ExecutionID: id}); err != nil {
			t.Fatalf("Handle() = %v, want nil", err)
		}
		next.Start(s.worker("second").Handle)
		if took := (<-ends).Sub(began); took != 0 {
			t.Errorf("the next attempt began after %v, want at once", took)
		}
		next.Shutdown(t.Context())
		s.end(id, executor.StatusCompleted, executor.TerminationExited, 2)
		if !doubted {
			t.Error("Doubt was not called, or after the next attempt was queued")
		}
	})
}

// lateStore is a database that hangs for a while, and then is away for another.
type lateStore struct {
	executor.Store
	back time.Time
}

func (l *lateStore) Finish(ctx context.Context, id executor.AttemptID, r executor.Result) error {
	if time.Now().After(l.back) {
		return l.Store.Finish(ctx, id, r)
	}
	select {
	case <-ctx.Done(): // it hangs
		return ctx.Err()
	case <-time.After(15 * time.Second):
		return executor.ErrUnavailable
	}
}

// TestResultWaitsForAsLongAsItsLease: a result is kept through an outage during
// which nobody else may run the program, but a shutdown does not wait so long.
func TestResultWaitsForAsLongAsItsLease(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ outage, shutdown, most time.Duration }{
		"outage":   {18 * time.Second, time.Hour, 22 * time.Second},
		"shutdown": {time.Hour, time.Second, 4 * time.Second},
		"lease":    {time.Hour, time.Hour, 22 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t)
			s.play = func(context.Context, executor.Job) (executor.Result, error) { return exited(0), nil }
			id, began := s.submit(), time.Now()
			w := executor.NewWorker(executor.WorkerConfig{
				ID: "w", Store: &lateStore{s.store, began.Add(c.outage)}, Sandbox: s, Publisher: &s.events,
				Cancellations: &s.cancellations, RunTimeout: 18 * time.Second, Log: zerolog.Nop(),
			})
			ctx, cancel := context.WithTimeout(t.Context(), c.shutdown)
			defer cancel()
			err := w.Handle(ctx, executor.Task{ExecutionID: id})
			if took := time.Since(began); took > c.most {
				t.Errorf("%s: Handle took %v, want at most %v", name, took, c.most)
			}
			e, _ := s.store.Execution(t.Context(), id)
			if kept := err == nil && e.Status == executor.StatusCompleted; kept != (name == "outage") {
				t.Errorf("%s: Handle() = %v, the execution is %s", name, err, e.Status)
			}
		})
	}
}

// deafStore writes the result, of which the worker does not hear at first: it has
// another answer then.
type deafStore struct {
	executor.Store
	answer   error
	finished int
}

func (d *deafStore) Finish(ctx context.Context, a executor.AttemptID, r executor.Result) error {
	err := d.Store.Finish(ctx, a, r)
	if d.finished++; d.finished == 1 && err == nil {
		return d.answer
	}
	return err
}

// TestAnAnswerOfTheDatabaseThatIsLost: the result is there, so whoever waits is told,
// and the input is freed; also where the driver has tried again by itself.
func TestAnAnswerOfTheDatabaseThatIsLost(t *testing.T) {
	t.Parallel()
	for answer, tries := range map[error]int{executor.ErrUnavailable: 2, executor.ErrFenced: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t)
			s.play = func(context.Context, executor.Job) (executor.Result, error) { return exited(0), nil }
			id := s.submitInteractive()
			store := &deafStore{Store: s.store, answer: answer}
			s.handleOver(id, store)
			s.end(id, executor.StatusCompleted, executor.TerminationExited, 1)
			if err := s.inputs.Open(id, 0).Send(t.Context(), []byte("x")); !errors.Is(err, executor.ErrInputEnded) {
				t.Errorf("Send() after the end = %v, want %v", err, executor.ErrInputEnded)
			}
			if store.finished != tries {
				t.Errorf("the result was written %d times, want %d", store.finished, tries)
			}
			pass(executor.InputEndLinger + time.Second) // which is forgotten then
		})
	}
}

// TestInputIsForTheAttemptThatHolds: a result that comes too late frees nothing.
func TestInputIsForTheAttemptThatHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		id := s.submitInteractive()
		s.play = func(ctx context.Context, _ executor.Job) (executor.Result, error) {
			if _, err := s.store.Disown(ctx, "w"); err != nil {
				t.Errorf("Disown: %v", err)
			}
			pass(time.Millisecond)
			_, err := s.store.Claim(ctx, executor.Claim{ExecutionID: id, WorkerID: "next", Lease: time.Hour, MaxFailures: 3})
			if err != nil {
				t.Errorf("Claim by the next: %v", err)
			}
			return exited(0), nil
		}
		s.handleOver(id, &deafStore{Store: s.store})
		if err := s.inputs.Open(id, 0).Send(t.Context(), []byte("x")); err != nil {
			t.Errorf("Send() to the attempt that holds = %v, want nil", err)
		}
	})
}

// handleOver has one worker make an attempt, over a store of its own.
func (s *scene) handleOver(id uuid.UUID, store executor.Store) {
	s.t.Helper()
	w := executor.NewWorker(executor.WorkerConfig{
		ID: "w", Store: store, Sandbox: s, Publisher: &s.events, Cancellations: &s.cancellations,
		Inputs: &s.inputs, RunTimeout: 10 * time.Second, Log: zerolog.Nop(),
	})
	if err := w.Handle(s.t.Context(), executor.Task{ExecutionID: id}); err != nil {
		s.t.Errorf("Handle() = %v, want nil", err)
	}
}
