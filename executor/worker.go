package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
)

// MaxFailures is how many attempts at an execution may fail for the
// platform's reasons before it is given up.
const MaxFailures = 3

// MaxAttempts is how many attempts at an execution may be made while there is
// no sandbox, before these count as failures too.
const MaxAttempts = 10

// finishTimeout bounds one try to write a result.
const finishTimeout = 10 * time.Second

// endingTimeout bounds all of them once the time of a worker that is to end is up.
// What it does not get written is run again when its lease ends.
const endingTimeout = 3 * time.Second

// finishMargin is how long there is at least to write the result of a program
// that took as long as it may. Most take less, and their results have more.
const finishMargin = 3 * time.Second

// WorkerConfig is what a Worker needs. All fields but Outputs,
// Inputs, Queue and Doubt must be set.
type WorkerConfig struct {
	// ID names the worker, the same in every life of it, and no two
	// workers that live at once.
	ID string

	Store     Store
	Sandbox   Sandbox
	Publisher Publisher

	// Cancellations tells when the end of an execution is asked for.
	Cancellations Watcher

	// Outputs is told what programs write while they run; nobody if nil.
	Outputs OutputPublisher

	// Inputs tells what clients send to programs that run; if nil, interactive
	// ones have their end of input at once.
	Inputs InputWatcher

	// Queue has the next attempt made by another worker at once, where this
	// one gives an execution back; if nil, it waits for the reconciler.
	Queue Enqueuer

	// Doubt is called when the sandbox has failed, before another attempt can
	// be made; nobody is told if nil.
	Doubt func()

	// RunTimeout is the longest that Sandbox.Run takes.
	RunTimeout time.Duration

	Log zerolog.Logger
}

// Worker takes executions through their life: claim, run, finish.
type Worker struct {
	cfg   WorkerConfig
	turns turns
}

// NewWorker returns a Worker.
func NewWorker(cfg WorkerConfig) *Worker { return &Worker{cfg: cfg} }

// lease is how long an attempt belongs to this worker. It is fixed at the
// claim and longer than an attempt can last, so that no heartbeat is needed; what
// a worker runs that dies and does not come back waits for its end.
func (w *Worker) lease() time.Duration { return w.cfg.RunTimeout + finishMargin }

// Handle makes one attempt at the execution, or where many wait, at the one whose
// turn it is, if there is one to be made. It may be called concurrently, also for
// the same execution. When ctx ends, the
// program is stopped and the execution given back for another attempt.
//
// An error means that the execution may not be terminal and is in the
// reconciler's hands; there is nothing to retry for the caller.
func (w *Worker) Handle(ctx context.Context, t Task) error {
	leased := time.Now().Add(w.lease()) // at most
	job, err := w.take(ctx, t)
	if errors.Is(err, ErrNotClaimable) {
		w.cfg.Log.Debug().Stringer("execution", t.ExecutionID).Msg("nothing to claim; task dropped")
		return nil
	}
	if err != nil {
		return fmt.Errorf("claim: %w", err)
	}
	defer job.stop()
	w.cfg.Publisher.Publish(ctx, Event{job.Attempt.ExecutionID, StatusRunning})
	if w.cfg.Outputs != nil {
		sink := w.cfg.Outputs.Open(job.Attempt)
		defer sink.Close()
		job.Wrote = sink.Wrote
	}
	if job.Interactive && w.cfg.Inputs != nil {
		job.Listen = func() InputSource { return w.cfg.Inputs.Listen(job.Attempt.ExecutionID) }
	}

	result, runErr := w.run(ctx, job.Job, job.told)
	stopped := ctx.Err() != nil
	ctx, done := w.toWrite(ctx, leased)
	defer done()
	switch {
	case runErr == nil:
		return w.finish(ctx, job.Job, result)
	case stopped:
		return w.release(ctx, job.Job, Release{Reason: "worker is shutting down"})
	default:
		return w.fail(ctx, job.Job, runErr)
	}
}

// run runs the job, or as much of it as nobody asks to end.
func (w *Worker) run(ctx context.Context, job Job, told <-chan struct{}) (Result, error) {
	ctx, done := w.untilCancelled(ctx, job.Attempt.ExecutionID, told)
	defer done()
	result, err := w.cfg.Sandbox.Run(ctx, job)
	if err != nil && errors.Is(context.Cause(ctx), ErrCancelled) {
		return Result{Termination: TerminationCancelled, CPUTime: -1, PeakMemoryBytes: -1}, nil // it had not begun
	}
	return result, err
}

// finish writes the result and tells whoever waits.
func (w *Worker) finish(ctx context.Context, job Job, r Result) error {
	r.Timeline = job.Timeline.Join(r.Timeline)
	err := w.persist(ctx, func(ctx context.Context) error { return w.cfg.Store.Finish(ctx, job.Attempt, r) })
	if errors.Is(err, ErrFenced) && w.ended(ctx, job.Attempt) {
		err = nil
	}
	if errors.Is(err, ErrFenced) {
		w.cfg.Log.Info().Stringer("execution", job.Attempt.ExecutionID).Int("attempt", job.Attempt.Number).
			Msg("result dropped: the execution was deleted, or another attempt has taken it over")
		return nil
	}
	if err != nil {
		return fmt.Errorf("finish: %w", err)
	}
	w.tell(ctx, job, r)
	w.cfg.Log.Info().
		Stringer("execution", job.Attempt.ExecutionID).Int("attempt", job.Attempt.Number).
		Str("language", job.Language).Str("termination", string(r.Termination)).
		Dur("wall", r.WallTime).Dur("cpu", r.CPUTime).Int64("peakBytes", r.PeakMemoryBytes).
		Msg("execution ended")
	return nil
}

// ended reports whether the attempt has its result already: an earlier try has
// written it, of which the answer was lost.
func (w *Worker) ended(ctx context.Context, a AttemptID) bool {
	e, err := w.cfg.Store.Execution(ctx, a.ExecutionID)
	return err == nil && e.Status.Terminal() && e.Attempt.Number == a.Number && e.Attempt.ClaimedAt.Equal(a.ClaimedAt)
}

// tell has whoever waits look at the row, and frees the input.
func (w *Worker) tell(ctx context.Context, job Job, r Result) {
	w.cfg.Publisher.Publish(ctx, Event{job.Attempt.ExecutionID, r.Status()})
	if job.Listen != nil {
		w.cfg.Inputs.Discard(job.Attempt.ExecutionID)
	}
}
