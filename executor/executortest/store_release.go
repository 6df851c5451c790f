package executortest

import (
	"time"

	"github.com/edtronaut/livecode/executor"
)

var releaseTests = map[string]func(storeTest){
	"ReleaseClosesTheAttempt":          releaseCloses,
	"ReleaseCountsOnlyAsFailedIfAsked": releaseFailed,
	"ReleaseHoldsForItsPause":          releasePause,
	"ReleaseHoldsForItsWorkerAlone":    releasePauseOfOne,
	"ReleaseIsFenced":                  releaseFence,
}

func releaseCloses(s storeTest) {
	job := s.claimed(longLease)
	release := executor.Release{Reason: "drained\x00\xff", Pause: time.Minute}
	s.wantError("Release", s.Release(s.Context(), job.Attempt, release), nil)
	e := s.execution(job.Attempt.ExecutionID)
	equal(s, "Execution: Status", e.Status, executor.StatusRunning)
	equal(s, "Attempt: Termination", e.Attempt.Termination, "")
	equal(s, "Attempt: Error", e.Attempt.Error, "drained\ufffd\ufffd")
	s.wantRecent("Attempt: FinishedAt", value(e.Attempt.FinishedAt))
	pause := e.Attempt.LeaseExpiresAt.Sub(value(e.Attempt.FinishedAt))
	if (pause - time.Minute).Abs() > time.Second {
		s.Errorf("Attempt: lease ends %s after its end, want the pause of 1m", pause)
	}
}

func releaseFailed(s storeTest) {
	id := s.queued()
	for _, c := range []struct {
		failed bool
		want   executor.Termination
		count  int // of failures before this attempt
	}{
		{false, "", 0},
		{true, executor.TerminationSandboxError, 0},
		{false, "", 1},
		{true, executor.TerminationSandboxError, 1},
	} {
		job := s.mustClaim(id, "worker", longLease)
		equal(s, "Claim: Failures", job.Failures, c.count)
		err := s.Release(s.Context(), job.Attempt, executor.Release{Failed: c.failed})
		s.wantError("Release", err, nil)
		equal(s, "Attempt: Termination", s.execution(id).Attempt.Termination, c.want)
	}
}

func releasePause(s storeTest) {
	job := s.claimed(longLease)
	id := job.Attempt.ExecutionID
	release := executor.Release{Pause: 150 * time.Millisecond}
	s.wantError("Release", s.Release(s.Context(), job.Attempt, release), nil)
	end := s.execution(id).Attempt.LeaseExpiresAt
	_, err := s.claim(id, "worker-1", longLease)
	s.wantError("Claim within the pause", err, executor.ErrNotClaimable)
	equal(s, "Due within the pause", len(s.due(0)), 0)
	eventually(s, "Due after the pause", func() (any, bool) {
		due := s.due(0)
		return due, len(due) == 1
	})
	next := s.mustClaim(id, "worker-1", longLease)
	equal(s, "Claim: attempt", next.Attempt.Number, 2)
	if next.Attempt.ClaimedAt.Before(end) {
		s.Errorf("Claim: ClaimedAt %s is before the end of the pause, %s", next.Attempt.ClaimedAt, end)
	}
}

func releasePauseOfOne(s storeTest) {
	job := s.claimed(longLease)
	id := job.Attempt.ExecutionID
	release := executor.Release{Failed: true, Pause: time.Minute}
	s.wantError("Release", s.Release(s.Context(), job.Attempt, release), nil)
	next := s.mustClaim(id, "worker-2", longLease)
	equal(s, "Claim: attempt", next.Attempt.Number, 2)
	equal(s, "Claim: Failures", next.Failures, 1)
	_, err := s.claim(id, "worker-3", longLease)
	s.wantError("Claim of what is held", err, executor.ErrNotClaimable)
}

func releaseFence(s storeTest) {
	old := s.claimed(expired)
	id := old.Attempt.ExecutionID
	present := s.mustClaim(id, "worker-2", longLease)
	call := func(a executor.AttemptID) error {
		return s.Release(s.Context(), a, executor.Release{Failed: true})
	}
	s.wantError("Release by an old attempt", call(old.Attempt), executor.ErrFenced)
	unknown := executor.AttemptID{ExecutionID: s.newID(), Number: 1}
	s.wantError("Release of an unknown execution", call(unknown), executor.ErrFenced)
	forgotten := executor.AttemptID{ExecutionID: id, Number: present.Attempt.Number, ClaimedAt: old.Attempt.ClaimedAt}
	s.wantError("Release by a forgotten attempt", call(forgotten), executor.ErrFenced)
	s.wantError("Release", call(present.Attempt), nil)
	s.wantError("second Release", call(present.Attempt), executor.ErrFenced)
	err := s.Finish(s.Context(), present.Attempt, exited(0))
	s.wantError("Finish after Release", err, executor.ErrFenced)
	equal(s, "Execution: Status", s.execution(id).Status, executor.StatusRunning)
	last := s.mustClaim(id, "worker-3", longLease)
	s.wantError("Finish", s.Finish(s.Context(), last.Attempt, exited(0)), nil)
	s.wantError("Release after Finish", call(last.Attempt), executor.ErrFenced)
}
