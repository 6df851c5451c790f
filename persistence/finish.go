package persistence

import (
	"context"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// What the end of an attempt sets in executions, and in execution_attempts.
//
// Inputs: the columns in their order.
const (
	setEnded    = `status = ?, stdout = ?, stderr = ?, execution_time = ?`
	setFinished = `
	    finished_at = {now}, termination = ?, started_at = ?, exit_code = ?, signal = ?,
	    cpu_time_us = ?, peak_memory_bytes = ?, stdout_bytes = ?, stderr_bytes = ?,
	    stdout_truncated = ?, stderr_truncated = ?, stdout_lossy = ?, stderr_lossy = ?,
	    stdout_gap_at = ?, stdout_gap_bytes = ?, stderr_gap_at = ?, stderr_gap_bytes = ?, oom_kills = ?,
	    image = ?, runtime = ?, error = ?, timeline = ?`
)

// Locks the execution and ends it, if it runs.
//
// Inputs: those of setEnded, id.
var endExecution = portable(`
	UPDATE executions SET ` + setEnded + `
	WHERE id = ? AND status = 'RUNNING'`)

// The fence. An open attempt is the newest, because no other is opened before
// it is closed.
//
// Inputs: those of setFinished, then execution_id, attempt, claimed_at.
var finishAttempt = portable(`
	UPDATE execution_attempts SET ` + setFinished + `
	WHERE execution_id = ? AND attempt = ? AND claimed_at = ? AND finished_at IS NULL`)

// Finish writes the result of an attempt: see executor.Store.
func (s *Store) Finish(ctx context.Context, a executor.AttemptID, r executor.Result) error {
	ended, finished := finishArgs(r)
	ended, finished = append(ended, a.ExecutionID), append(finished, a.ExecutionID, a.Number, a.ClaimedAt)
	if s.dialect.finishAtOnce != "" {
		return s.failure(ctx, "finish", s.finishWhole(ctx, append(ended, finished...)))
	}
	return s.inTx(ctx, "finish", func(t tx) error {
		if err := t.fenced(ctx, endExecution, ended...); err != nil {
			return err
		}
		return t.fenced(ctx, finishAttempt, finished...)
	})
}

// finishArgs gives the inputs of setEnded and setFinished.
func finishArgs(r executor.Result) (ended, finished []any) {
	stdout, stdoutGap, stdoutLossy := r.Stdout.Text()
	stderr, stderrGap, stderrLossy := r.Stderr.Text()
	startedAt, executionTime := started(r)
	return []any{r.Status(), stdout, stderr, executionTime}, []any{
		r.Termination, startedAt, exitCode(r), signal(r),
		cpuTime(r), peakMemory(r),
		r.Stdout.Written, r.Stderr.Written,
		r.Stdout.Truncated(), r.Stderr.Truncated(), stdoutLossy, stderrLossy,
		stdoutGap.At, stdoutGap.Bytes, stderrGap.At, stderrGap.Bytes, r.OOMKills,
		r.Image, r.Runtime, storable(r.Error), saved(r.Timeline),
	}
}

// started gives when the program started and for how many milliseconds, to the
// nearest, it ran; nothing for one that never did.
func started(r executor.Result) (at *time.Time, ms *int64) {
	if r.StartedAt.IsZero() {
		return nil, nil
	}
	return new(r.StartedAt.UTC()), new(r.WallTime.Round(time.Millisecond).Milliseconds())
}

func exitCode(r executor.Result) *int {
	if r.Termination != executor.TerminationExited {
		return nil
	}
	return &r.ExitCode
}

func signal(r executor.Result) string {
	if r.Termination != executor.TerminationSignaled {
		return ""
	}
	return r.Signal
}

// cpuTime is in microseconds, null if it is not known.
func cpuTime(r executor.Result) *int64 {
	if r.CPUTime < 0 {
		return nil
	}
	return new(r.CPUTime.Microseconds())
}

func peakMemory(r executor.Result) *int64 {
	if r.PeakMemoryBytes < 0 {
		return nil
	}
	return &r.PeakMemoryBytes
}
