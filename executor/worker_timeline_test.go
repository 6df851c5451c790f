package executor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
)

// slowClaims is a database that takes 3 ms for a claim.
type slowClaims struct{ executor.Store }

func (s slowClaims) Claim(ctx context.Context, c executor.Claim) (executor.Job, error) {
	pass(3 * time.Millisecond)
	return s.Store.Claim(ctx, c)
}

// TestWorkerKeepsTheTimeline: what the task brings, what the worker sees and
// what the sandbox tells is in the record, also of an execution that the
// platform failed to run.
func TestWorkerKeepsTheTimeline(t *testing.T) {
	t.Parallel()
	const sandbox = "sent 8, started 9, firstOutput 11, exited 12, saved 12"
	for name, c := range map[string]struct {
		known executor.Stage // the last stage that the task brings
		err   error          // of the sandbox
		want  string
	}{
		"from the API":        {executor.StageStored, nil, "accepted 0, stored 1, queued 1, dequeued 5, claimed 8, " + sandbox},
		"from a reconciler":   {-1, nil, "accepted 0, queued 0, dequeued 4, claimed 7, sent 7, started 8, firstOutput 10, exited 11, saved 11"},
		"the sandbox failing": {executor.StageStored, errors.New("engine is away"), "accepted 0, stored 1, queued 1, dequeued 5, claimed 8, saved 12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.play = func(context.Context, executor.Job) (executor.Result, error) { return playTimeline(), c.err }
				w := executor.NewWorker(executor.WorkerConfig{
					ID: "w", Store: slowClaims{s.store}, Sandbox: s, Publisher: &s.events,
					Cancellations: &s.cancellations, RunTimeout: time.Second, Log: zerolog.Nop(),
				})
				task := executor.Task{}
				if c.known >= 0 {
					task.Timeline[executor.StageAccepted] = time.Now()
					pass(time.Millisecond)
					task.Timeline[executor.StageStored] = time.Now()
				}
				task.ExecutionID = s.submit()
				if c.err != nil {
					s.failTwice(task.ExecutionID)
				}
				q := queue.NewMemory(1, zerolog.Nop())
				if err := q.Enqueue(t.Context(), task, 1); err != nil {
					t.Fatalf("Enqueue() = %v", err)
				}
				pass(4 * time.Millisecond)
				q.Start(w.Handle)
				pass(time.Minute)
				q.Shutdown(t.Context())
				e, err := s.store.Execution(t.Context(), task.ExecutionID)
				if err != nil {
					t.Fatal(err)
				}
				if got := elapsed(e.Attempt.Timeline); got != c.want {
					t.Errorf("timeline of %s:\n got %s\nwant %s", e.Status, got, c.want)
				}
			})
		})
	}
}

// playTimeline is a program that starts after 1 ms, writes at 3 and ends at 4.
func playTimeline() executor.Result {
	r := executor.Result{Termination: executor.TerminationExited}
	for _, step := range []struct {
		after time.Duration
		stage executor.Stage
	}{
		{0, executor.StageSent}, {time.Millisecond, executor.StageStarted},
		{2 * time.Millisecond, executor.StageFirstOutput}, {time.Millisecond, executor.StageExited},
	} {
		pass(step.after)
		r.Timeline[step.stage] = time.Now()
	}
	r.StartedAt = r.Timeline[executor.StageStarted]
	return r
}

// failTwice spends all but one of the failures that the execution may have.
func (s *scene) failTwice(id uuid.UUID) {
	s.t.Helper()
	for range executor.MaxFailures - 1 {
		job, err := s.store.Claim(s.t.Context(), executor.Claim{ExecutionID: id, WorkerID: "w", Lease: time.Minute, MaxFailures: executor.MaxFailures})
		if err == nil {
			err = s.store.Release(s.t.Context(), job.Attempt, executor.Release{Failed: true})
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}
