package persistence

import (
	"time"

	"github.com/edtronaut/livecode/executor"
)

// attemptRow is the right side of a left join: all null where there is no
// attempt.
type attemptRow struct {
	Attempt         *int
	WorkerID        *string    `db:"worker_id"`
	ClaimedAt       *time.Time `db:"claimed_at"`
	LeaseExpiresAt  *time.Time `db:"lease_expires_at"`
	StartedAt       *time.Time `db:"started_at"`
	FinishedAt      *time.Time `db:"finished_at"`
	Termination     *executor.Termination
	ExitCode        *int `db:"exit_code"`
	Signal          *string
	CPUTimeUs       *int64 `db:"cpu_time_us"`
	PeakMemoryBytes *int64 `db:"peak_memory_bytes"`
	StdoutBytes     *int64 `db:"stdout_bytes"`
	StderrBytes     *int64 `db:"stderr_bytes"`
	StdoutTruncated *bool  `db:"stdout_truncated"`
	StderrTruncated *bool  `db:"stderr_truncated"`
	StdoutLossy     *bool  `db:"stdout_lossy"`
	StderrLossy     *bool  `db:"stderr_lossy"`
	StdoutGapAt     *int64 `db:"stdout_gap_at"`
	StdoutGapBytes  *int64 `db:"stdout_gap_bytes"`
	StderrGapAt     *int64 `db:"stderr_gap_at"`
	StderrGapBytes  *int64 `db:"stderr_gap_bytes"`
	OOMKills        *int64 `db:"oom_kills"`
	Image           *string
	Runtime         *string
	Error           *string
	Timeline        *timeline
}

func (r *attemptRow) newestAttempt() *executor.Attempt {
	if r.Attempt == nil {
		return nil
	}
	return &executor.Attempt{
		Number:          *r.Attempt,
		WorkerID:        orZero(r.WorkerID),
		ClaimedAt:       orZero(r.ClaimedAt).UTC(),
		LeaseExpiresAt:  orZero(r.LeaseExpiresAt).UTC(),
		StartedAt:       inUTC(r.StartedAt),
		FinishedAt:      inUTC(r.FinishedAt),
		Termination:     orZero(r.Termination),
		ExitCode:        r.ExitCode,
		Signal:          orZero(r.Signal),
		CPUTime:         microseconds(r.CPUTimeUs),
		PeakMemoryBytes: r.PeakMemoryBytes,
		OOMKills:        orZero(r.OOMKills),
		StdoutBytes:     orZero(r.StdoutBytes),
		StderrBytes:     orZero(r.StderrBytes),
		StdoutTruncated: orZero(r.StdoutTruncated),
		StderrTruncated: orZero(r.StderrTruncated),
		StdoutLossy:     orZero(r.StdoutLossy),
		StderrLossy:     orZero(r.StderrLossy),
		StdoutGap:       executor.Gap{At: orZero(r.StdoutGapAt), Bytes: orZero(r.StdoutGapBytes)},
		StderrGap:       executor.Gap{At: orZero(r.StderrGapAt), Bytes: orZero(r.StderrGapBytes)},
		Image:           orZero(r.Image),
		Runtime:         orZero(r.Runtime),
		Error:           orZero(r.Error),
		Timeline:        executor.Timeline(orZero(r.Timeline)),
	}
}

func orZero[T any](p *T) (zero T) {
	if p == nil {
		return zero
	}
	return *p
}

func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	return new(t.UTC())
}

func microseconds(n *int64) *time.Duration {
	if n == nil {
		return nil
	}
	return new(time.Duration(*n) * time.Microsecond)
}
