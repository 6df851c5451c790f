package executortest

import (
	"time"

	"github.com/edtronaut/livecode/executor"
)

var finishTests = map[string]func(storeTest){
	"FinishWritesTheResult":                finishResult,
	"FinishTellsWhatIsNotKnown":            finishUnknowns,
	"FinishRoundsToTheNearestMillisecond":  finishRounding,
	"FinishWritesTheStatusOfEachEnd":       finishStatuses,
	"FinishWritesOnce":                     finishTwice,
	"FinishIsFencedFromOtherAttempts":      finishFence,
	"FinishCountsAfterTheLeaseIfNobodyDid": finishLate,
}

// exited is the plain result of a program that ran for 12 ms.
func exited(code int) executor.Result {
	return executor.Result{
		Termination: executor.TerminationExited,
		ExitCode:    code,
		StartedAt:   time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC),
		WallTime:    12 * time.Millisecond,
		Stdout:      output("out"),
		Stderr:      output("err"),
	}
}

func output(text string) executor.Output {
	return executor.Output{Kept: []byte(text), Written: int64(len(text))}
}

func finishResult(s storeTest) {
	job := s.claimed(longLease)
	result := exited(7)
	result.Signal = "SIGTERM" // holds for signaled alone
	result.CPUTime = 1234567 * time.Microsecond
	result.PeakMemoryBytes = 5 << 30
	result.OOMKills = 2
	result.Stdout.Written = 6 << 30
	result.Image, result.Runtime, result.Error = "livecode/python", "runc", "no\x00room"
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, result), nil)

	e := s.execution(job.Attempt.ExecutionID)
	equal(s, "Execution: Status", e.Status, executor.StatusFailed)
	equal(s, "Execution: Stdout", e.Stdout, "out")
	equal(s, "Execution: Stderr", e.Stderr, "err")
	equal(s, "Execution: ExecutionTime", value(e.ExecutionTime), 12)
	a := *e.Attempt
	equal(s, "Attempt: StartedAt", value(a.StartedAt), result.StartedAt)
	equal(s, "Attempt: ExitCode", value(a.ExitCode), 7)
	equal(s, "Attempt: CPUTime", value(a.CPUTime), result.CPUTime)
	equal(s, "Attempt: PeakMemoryBytes", value(a.PeakMemoryBytes), result.PeakMemoryBytes)
	s.wantRecent("Attempt: FinishedAt", value(a.FinishedAt))
	a.StartedAt, a.ExitCode, a.CPUTime, a.PeakMemoryBytes, a.FinishedAt = nil, nil, nil, nil, nil
	equal(s, "Attempt: the rest", a, executor.Attempt{
		Number: 1, WorkerID: "worker-1", ClaimedAt: job.Attempt.ClaimedAt, LeaseExpiresAt: a.LeaseExpiresAt,
		Termination: executor.TerminationExited,
		StdoutBytes: 6 << 30, StderrBytes: 3, StdoutTruncated: true, OOMKills: 2,
		StdoutGap: executor.Gap{At: 3, Bytes: 6<<30 - 3},
		Image:     "livecode/python", Runtime: "runc", Error: "no\ufffdroom",
	})
}

func finishUnknowns(s storeTest) {
	job := s.claimed(longLease)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, executor.Result{
		Termination: executor.TerminationSignaled, Signal: "SIGSEGV", ExitCode: 139,
		CPUTime: -1, PeakMemoryBytes: -1, WallTime: time.Second,
	}), nil)
	e := s.execution(job.Attempt.ExecutionID)
	a := e.Attempt
	absent(s, "Execution: ExecutionTime of a program that never started", e.ExecutionTime)
	absent(s, "Attempt: StartedAt of a program that never started", a.StartedAt)
	absent(s, "Attempt: ExitCode of a signaled program", a.ExitCode)
	equal(s, "Attempt: Signal", a.Signal, "SIGSEGV")
	absent(s, "Attempt: CPUTime", a.CPUTime)
	absent(s, "Attempt: PeakMemoryBytes", a.PeakMemoryBytes)
}

func finishRounding(s storeTest) {
	for wall, want := range map[time.Duration]int64{
		0:                       0,
		499 * time.Microsecond:  0,
		500 * time.Microsecond:  1,
		1499 * time.Microsecond: 1,
		1501 * time.Microsecond: 2,
	} {
		job, result := s.claimed(longLease), exited(0)
		result.WallTime = wall
		s.wantError("Finish", s.Finish(s.Context(), job.Attempt, result), nil)
		got := s.execution(job.Attempt.ExecutionID).ExecutionTime
		equal(s, "Execution: ExecutionTime after "+wall.String(), value(got), want)
	}
}

func finishStatuses(s storeTest) {
	for termination, want := range map[executor.Termination]executor.Status{
		executor.TerminationExited:       executor.StatusCompleted,
		executor.TerminationSignaled:     executor.StatusFailed,
		executor.TerminationWallTimeout:  executor.StatusTimeout,
		executor.TerminationOOM:          executor.StatusFailed,
		executor.TerminationOutputLimit:  executor.StatusFailed,
		executor.TerminationCancelled:    executor.StatusFailed,
		executor.TerminationSandboxError: executor.StatusFailed,
		executor.TerminationLost:         executor.StatusFailed,
	} {
		job, result := s.claimed(longLease), exited(0)
		result.Termination = termination
		s.wantError("Finish", s.Finish(s.Context(), job.Attempt, result), nil)
		e := s.execution(job.Attempt.ExecutionID)
		equal(s, "Execution: Status of "+string(termination), e.Status, want)
		equal(s, "Attempt: Termination", e.Attempt.Termination, termination)
	}
}

func finishTwice(s storeTest) {
	job := s.claimed(longLease)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, exited(0)), nil)
	before := s.execution(job.Attempt.ExecutionID)
	s.wantError("second Finish", s.Finish(s.Context(), job.Attempt, exited(1)), executor.ErrFenced)
	after := s.execution(job.Attempt.ExecutionID)
	equal(s, "Status after the second Finish", after.Status, before.Status)
	equal(s, "ExitCode after the second Finish", value(after.Attempt.ExitCode), 0)
	equal(s, "FinishedAt after the second Finish", value(after.Attempt.FinishedAt), value(before.Attempt.FinishedAt))
}

func finishFence(s storeTest) {
	old := s.claimed(expired)
	id := old.Attempt.ExecutionID
	present := s.mustClaim(id, "worker-2", longLease)
	for name, attempt := range map[string]executor.AttemptID{
		"an old attempt":       old.Attempt,
		"a future attempt":     {ExecutionID: id, Number: 3, ClaimedAt: present.Attempt.ClaimedAt},
		"no attempt":           {ExecutionID: id},
		"a forgotten attempt":  {ExecutionID: id, Number: 2, ClaimedAt: old.Attempt.ClaimedAt},
		"an unknown execution": {ExecutionID: s.newID(), Number: 1, ClaimedAt: old.Attempt.ClaimedAt},
		"a queued execution":   {ExecutionID: s.queued(), Number: 1, ClaimedAt: old.Attempt.ClaimedAt},
	} {
		err := s.Finish(s.Context(), attempt, exited(0))
		s.wantError("Finish by "+name, err, executor.ErrFenced)
	}
	e := s.execution(id)
	equal(s, "Execution: Status after fenced calls", e.Status, executor.StatusRunning)
	equal(s, "Execution: Stdout after fenced calls", e.Stdout, "")
	s.wantError("Finish by the newest", s.Finish(s.Context(), present.Attempt, exited(0)), nil)
}

// The result of an attempt past its lease is as good as any, while no other
// attempt has been opened.
func finishLate(s storeTest) {
	job := s.claimed(expired)
	s.wantError("Finish after the lease", s.Finish(s.Context(), job.Attempt, exited(0)), nil)
	equal(s, "Execution: Status", s.execution(job.Attempt.ExecutionID).Status, executor.StatusCompleted)
}

// value is what p points at, or zero.
func value[V any](p *V) (zero V) {
	if p == nil {
		return zero
	}
	return *p
}
