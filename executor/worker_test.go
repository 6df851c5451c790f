package executor_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/executor/queue"
)

// scene is a worker on a store of its own, with a sandbox that the test plays.
type scene struct {
	t      *testing.T
	store  *executortest.MemoryStore
	events events

	cancellations executor.Cancellations
	inputs        executor.Inputs

	play func(ctx context.Context, job executor.Job) (executor.Result, error)
}

func newScene(t *testing.T) *scene { return &scene{t: t, store: executortest.NewStore()} }

// Run plays the sandbox.
func (s *scene) Run(ctx context.Context, job executor.Job) (executor.Result, error) {
	return s.play(ctx, job)
}

func (s *scene) worker(id string) *executor.Worker {
	return executor.NewWorker(executor.WorkerConfig{
		ID: id, Store: s.store, Sandbox: s, Publisher: &s.events,
		Cancellations: &s.cancellations, RunTimeout: 10 * time.Second, Log: zerolog.Nop(),
	})
}

// submit stores an execution.
func (s *scene) submit() uuid.UUID { return s.put(executor.Input{}) }

// submitInteractive stores an execution to which more input may come.
func (s *scene) submitInteractive() uuid.UUID { return s.put(executor.Input{Interactive: true}) }

func (s *scene) put(in executor.Input) uuid.UUID {
	s.t.Helper()
	session := executor.Session{ID: uuid.Must(uuid.NewV7()), Status: executor.SessionActive}
	e := executor.Execution{ID: uuid.Must(uuid.NewV7()), SessionID: session.ID, Code: "x", Language: "python", Status: executor.StatusQueued}
	if err := errors.Join(s.store.CreateSession(s.t.Context(), session), s.store.CreateExecution(s.t.Context(), e, in)); err != nil {
		s.t.Fatal(err)
	}
	return e.ID
}

// end fails the test unless the execution has ended so.
func (s *scene) end(id uuid.UUID, status executor.Status, termination executor.Termination, attempt int) {
	s.t.Helper()
	e, err := s.store.Execution(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	if e.Status != status || e.Attempt == nil || e.Attempt.Termination != termination || e.Attempt.Number != attempt {
		s.t.Errorf("execution = %s, newest attempt %+v, want %s, %s in attempt %d", e.Status, e.Attempt, status, termination, attempt)
	}
	if last := s.events.last(id); last != status {
		s.t.Errorf("last event = %q, want %s", last, status)
	}
}

// events records what is published.
type events struct {
	mu  sync.Mutex
	all []executor.Event
}

func (e *events) Publish(_ context.Context, event executor.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, event)
}

func (e *events) last(id uuid.UUID) (last executor.Status) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, event := range e.all {
		if event.ExecutionID == id {
			last = event.Status
		}
	}
	return last
}

func exited(code int) executor.Result {
	return executor.Result{Termination: executor.TerminationExited, ExitCode: code, StartedAt: time.Now(), WallTime: time.Millisecond}
}

func TestWorkerFinishesWhatItClaims(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]executor.Status{0: executor.StatusCompleted, 1: executor.StatusFailed} {
		s := newScene(t)
		runs := 0
		s.play = func(context.Context, executor.Job) (executor.Result, error) { runs++; return exited(code), nil }
		id := s.submit()
		for range 3 { // delivered again and again
			if err := s.worker("w").Handle(t.Context(), executor.Task{ExecutionID: id}); err != nil {
				t.Errorf("Handle() = %v, want nil", err)
			}
		}
		s.end(id, want, executor.TerminationExited, 1)
		if runs != 1 {
			t.Errorf("program ran %d times, want once", runs)
		}
	}
}

func TestWorkerDropsUnknownTasks(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	if err := s.worker("w").Handle(t.Context(), executor.Task{ExecutionID: uuid.New()}); err != nil {
		t.Errorf("Handle() of an unknown id = %v, want nil", err)
	}
}

// TestSandboxFailuresAreRetriedAndThenGivenUp runs the whole circle of worker,
// queue and reconciler, in time that passes at once.
func TestSandboxFailuresAreRetriedAndThenGivenUp(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]executor.Status{
		0: executor.StatusCompleted, 1: executor.StatusCompleted, 2: executor.StatusCompleted, 3: executor.StatusFailed,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t)
			runs := 0
			s.play = func(context.Context, executor.Job) (executor.Result, error) {
				if runs++; runs <= failures {
					return executor.Result{}, errors.New("engine is away")
				}
				return exited(0), nil
			}
			stop := s.start("w")
			id := s.submit()
			pass(time.Minute)
			stop()
			termination := executor.TerminationExited
			if want == executor.StatusFailed {
				termination = executor.TerminationSandboxError
			}
			s.end(id, want, termination, min(failures+1, executor.MaxFailures))
			if runs != min(failures+1, executor.MaxFailures) {
				t.Errorf("%d failures: program ran %d times", failures, runs)
			}
		})
	}
}

// start starts queue, worker and reconciler as a process does.
func (s *scene) start(worker string) (stop func()) {
	q := queue.NewMemory(2, zerolog.Nop())
	q.Start(s.worker(worker).Handle)
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		executor.NewReconciler(executor.ReconcilerConfig{
			Store: s.store, Queue: q, Publisher: &s.events, Inputs: &s.inputs, Every: time.Second, Grace: 2 * time.Second, Log: zerolog.Nop(),
		}).Run(ctx)
	}()
	return func() {
		cancel()
		<-done
		q.Shutdown(s.t.Context())
	}
}

// pass lets time pass, which in the bubble of a synctest takes none.
func pass(d time.Duration) { <-time.After(d) }

// TestDeadWorkersAreReplaced: attempts whose worker vanished are made again,
// and after three the execution is lost.
func TestDeadWorkersAreReplaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = func(ctx context.Context, job executor.Job) (executor.Result, error) { return exited(0), nil }
		once, always := s.submit(), s.submit()
		die := func(id uuid.UUID) {
			claim := executor.Claim{ExecutionID: id, WorkerID: "dead", Lease: time.Second, MaxFailures: executor.MaxFailures}
			if _, err := s.store.Claim(t.Context(), claim); err != nil {
				t.Fatalf("Claim() = %v", err)
			}
			pass(2 * time.Second)
		}
		die(once)
		die(always)
		die(always)
		die(always)
		stop := s.start("alive")
		pass(time.Minute / 2)
		stop()
		if err := s.inputs.Open(always, 0).End(t.Context()); !errors.Is(err, executor.ErrInputEnded) {
			t.Errorf("input of the lost one: got %v, want ErrInputEnded", err)
		}
		s.end(once, executor.StatusCompleted, executor.TerminationExited, 2)
		s.end(always, executor.StatusFailed, executor.TerminationLost, 3)
	})
}

// TestShutdownGivesBack: a program that outlives the patience of a shutdown is
// run by another worker, and it costs the execution nothing.
func TestShutdownGivesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = func(ctx context.Context, _ executor.Job) (executor.Result, error) {
			<-ctx.Done()
			return executor.Result{}, ctx.Err()
		}
		id := s.submit()
		for range executor.MaxFailures + 1 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if err := s.worker("going").Handle(ctx, executor.Task{ExecutionID: id}); err != nil {
				t.Fatalf("Handle() = %v, want nil", err)
			}
			cancel()
		}
		s.play = func(context.Context, executor.Job) (executor.Result, error) { return exited(0), nil }
		if err := s.worker("coming").Handle(t.Context(), executor.Task{ExecutionID: id}); err != nil {
			t.Fatalf("Handle() = %v, want nil", err)
		}
		s.end(id, executor.StatusCompleted, executor.TerminationExited, executor.MaxFailures+2)
	})
}

// awayStore is a database that cannot be reached for the first few writes.
type awayStore struct {
	executor.Store
	away int
}

func (a *awayStore) Finish(ctx context.Context, id executor.AttemptID, r executor.Result) error {
	if a.away--; a.away >= 0 {
		return executor.ErrUnavailable
	}
	return a.Store.Finish(ctx, id, r)
}

func TestResultWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = func(context.Context, executor.Job) (executor.Result, error) { return exited(0), nil }
		id := s.submit()
		w := executor.NewWorker(executor.WorkerConfig{
			ID: "w", Store: &awayStore{s.store, 20}, Sandbox: s, Publisher: &s.events,
			Cancellations: &s.cancellations, RunTimeout: 10 * time.Second, Log: zerolog.Nop(),
		})
		if err := w.Handle(t.Context(), executor.Task{ExecutionID: id}); err != nil {
			t.Fatalf("Handle() = %v, want nil", err)
		}
		s.end(id, executor.StatusCompleted, executor.TerminationExited, 1)
	})
}

// refusing is a queue that refuses one execution.
type refusing struct {
	executor.Enqueuer
	id uuid.UUID
}

func (r refusing) Enqueue(ctx context.Context, task executor.Task, attempt int) error {
	if task.ExecutionID == r.id {
		return errors.New("not this one")
	}
	return r.Enqueuer.Enqueue(ctx, task, attempt)
}

// TestOneExecutionDoesNotKeepTheOthers: what cannot be queued does not stand in
// the way of what comes after it.
func TestOneExecutionDoesNotKeepTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = func(context.Context, executor.Job) (executor.Result, error) { return exited(0), nil }
		stuck, other := s.submit(), s.submit()
		q := queue.NewMemory(1, zerolog.Nop())
		q.Start(s.worker("w").Handle)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			executor.NewReconciler(executor.ReconcilerConfig{
				Store: s.store, Queue: refusing{q, stuck}, Publisher: &s.events, Every: time.Second, Grace: time.Second, Log: zerolog.Nop(),
			}).Run(ctx)
		}()
		pass(time.Minute)
		cancel()
		<-done
		q.Shutdown(t.Context())
		s.end(other, executor.StatusCompleted, executor.TerminationExited, 1)
	})
}
