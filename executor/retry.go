package executor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// fail counts the platform's failure, and ends the execution if it was the
// last one allowed. One that comes of there being no sandbox at all is not
// counted: an engine that restarts must not use up an execution's attempts.
func (w *Worker) fail(ctx context.Context, job Job, cause error) error {
	if w.cfg.Doubt != nil {
		w.cfg.Doubt()
	}
	away := errors.Is(cause, ErrSandboxAway)
	counted := !away || job.Attempt.Number >= MaxAttempts
	failures := job.Failures
	if counted {
		failures++
	}
	w.cfg.Log.Error().Err(cause).
		Stringer("execution", job.Attempt.ExecutionID).Int("attempt", job.Attempt.Number).Int("failures", failures).
		Msg("sandbox failed")
	if failures < MaxFailures {
		r := Release{Failed: counted, Reason: cause.Error()}
		if away {
			r.Pause = pauseAway(job.Attempt.Number)
		} else {
			r.Pause = pause(failures)
		}
		return w.release(ctx, job, r)
	}
	return w.finish(ctx, job, Result{
		Termination: TerminationSandboxError, Error: cause.Error(), CPUTime: -1, PeakMemoryBytes: -1,
	})
}

// pause is how long to wait after the nth failure: 1 s, 4 s.
func pause(n int) time.Duration { return time.Second << (2 * (n - 1)) }

// pauseAway is how long to wait after the nth attempt, if there was no sandbox: 1 s,
// 2 s, 4 s, 8 s, and then as long as one may take to notice that there is one again.
func pauseAway(n int) time.Duration { return min(time.Second<<min(n-1, 4), 10*time.Second) }

// release gives the execution back, and has another worker take it at once if
// there is one: the pause holds for this one alone.
func (w *Worker) release(ctx context.Context, job Job, r Release) error {
	err := w.persist(ctx, func(ctx context.Context) error { return w.cfg.Store.Release(ctx, job.Attempt, r) })
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	if w.cfg.Queue == nil {
		return nil
	}
	next := Task{ExecutionID: job.Attempt.ExecutionID, Timeline: job.Timeline}
	if err := w.cfg.Queue.Enqueue(ctx, next, job.Attempt.Number+1); err != nil {
		w.cfg.Log.Warn().Err(err).Stringer("execution", job.Attempt.ExecutionID).
			Msg("the next attempt was not queued; the reconciler will do so")
	}
	return nil
}

// toWrite is the time that there is to write the end down. It is not subject to
// whatever ended the run: while the database is away, a result is worth waiting
// for as long as nobody else may run the program. A worker that is to end waits
// for endingTimeout.
func (w *Worker) toWrite(ctx context.Context, leased time.Time) (_ context.Context, done func()) {
	write, cancel := context.WithDeadline(context.WithoutCancel(ctx), leased)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(endingTimeout, cancel) })
	return write, func() {
		stop()
		cancel()
	}
}

// persist tries write until it succeeds or ctx ends, as long as the database
// is merely away, or does not answer. A try that had no answer may have written all
// the same, and the next one is ErrFenced then.
func (w *Worker) persist(ctx context.Context, write func(context.Context) error) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		err := persistOnce(ctx, write)
		if !errors.Is(err, ErrUnavailable) && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

func persistOnce(ctx context.Context, write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, finishTimeout)
	defer cancel()
	return write(ctx)
}
