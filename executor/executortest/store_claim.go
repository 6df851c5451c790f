package executortest

import (
	"fmt"
	"time"

	"github.com/edtronaut/livecode/executor"
)

var claimTests = map[string]func(storeTest){
	"ClaimHandsOverTheJob":                claimJob,
	"ClaimOpensAnAttempt":                 claimAttempt,
	"ClaimTakesWhatIsUnknownFromNobody":   claimUnknown,
	"ClaimLeavesARunningLeaseAlone":       claimLeased,
	"ClaimTakesOverWhenTheLeaseHasPassed": claimAfterLease,
	"ClaimClosesTheExpiredAttemptAsLost":  claimClosesLost,
	"ClaimRefusesAfterMaxFailures":        claimFailures,
	"ClaimLeavesEndedExecutionsAlone":     claimEnded,
	"ClaimThatIsRefusedChangesNothing":    claimRefusedChangesNothing,
}

func claimJob(s storeTest) {
	session := s.session()
	id := s.queuedIn(session, executor.Input{Stdin: []byte("in")})
	job := s.mustClaim(id, "worker", longLease)
	s.wantRecent("Claim: ClaimedAt", job.Attempt.ClaimedAt)
	got := fmt.Sprintf("%+v", job)
	want := fmt.Sprintf("%+v", executor.Job{
		Attempt:   executor.AttemptID{ExecutionID: id, Number: 1, ClaimedAt: s.execution(id).Attempt.ClaimedAt},
		SessionID: session,
		Language:  "python",
		Code:      program,
		Stdin:     []byte("in"),
		CreatedAt: s.execution(id).CreatedAt,
	})
	equal(s, "Claim", got, want)
}

func claimAttempt(s storeTest) {
	id := s.queued()
	s.mustClaim(id, "worker", longLease)
	e := s.execution(id)
	equal(s, "Execution: Status", e.Status, executor.StatusRunning)
	if e.Attempt == nil {
		s.Fatalf("Execution: Attempt: got none, want the first")
	}
	got := *e.Attempt
	lease := got.LeaseExpiresAt.Sub(got.ClaimedAt)
	if (lease - longLease).Abs() > time.Second {
		s.Errorf("Execution: Attempt: lease of %s, want %s", lease, longLease)
	}
	got.ClaimedAt, got.LeaseExpiresAt = time.Time{}, time.Time{}
	equal(s, "Execution: Attempt", got, executor.Attempt{Number: 1, WorkerID: "worker"})
}

func claimUnknown(s storeTest) {
	_, err := s.claim(s.newID(), "worker", longLease)
	s.wantError("Claim of an unknown id", err, executor.ErrNotClaimable)
}

func claimLeased(s storeTest) {
	job := s.claimed(longLease)
	for _, worker := range []string{"worker-1", "worker-2"} {
		_, err := s.claim(job.Attempt.ExecutionID, worker, longLease)
		s.wantError("Claim by "+worker+" while worker-1 holds it", err, executor.ErrNotClaimable)
	}
}

func claimAfterLease(s storeTest) {
	id := s.claimed(150 * time.Millisecond).Attempt.ExecutionID
	lease := s.execution(id).Attempt.LeaseExpiresAt
	_, err := s.claim(id, "worker-2", longLease)
	s.wantError("Claim before the lease has passed", err, executor.ErrNotClaimable)
	var job executor.Job
	eventually(s, "Claim after a lease of 150ms", func() (any, bool) {
		job, err = s.claim(id, "worker-2", longLease)
		return err, err == nil
	})
	equal(s, "Claim: attempt", job.Attempt.Number, 2)
	equal(s, "Claim: Failures", job.Failures, 1)
	if job.Attempt.ClaimedAt.Before(lease) {
		s.Errorf("Claim: ClaimedAt %s is before the end of the lease, %s", job.Attempt.ClaimedAt, lease)
	}
}

// That the first attempt was closed shows in what it may no longer do, and in
// the count of failures.
func claimClosesLost(s storeTest) {
	first := s.claimed(expired)
	id := first.Attempt.ExecutionID
	second := s.mustClaim(id, "worker-2", longLease)
	equal(s, "second Claim: Failures", second.Failures, 1)
	err := s.Finish(s.Context(), first.Attempt, exited(0))
	s.wantError("Finish by the expired attempt", err, executor.ErrFenced)
	err = s.Release(s.Context(), second.Attempt, executor.Release{})
	s.wantError("Release", err, nil)
	third := s.mustClaim(id, "worker-3", longLease)
	equal(s, "third Claim: attempt", third.Attempt.Number, 3)
	equal(s, "third Claim: Failures", third.Failures, 1)
}

func claimFailures(s storeTest) {
	id := s.queued()
	for n := range maxFailures {
		job := s.mustClaim(id, "worker", expired)
		equal(s, "Claim: Failures", job.Failures, n)
		if n == 1 { // either way of failing counts
			failed := executor.Release{Failed: true}
			s.wantError("Release", s.Release(s.Context(), job.Attempt, failed), nil)
		}
	}
	_, err := s.claim(id, "worker", longLease)
	s.wantError("Claim after three failures", err, executor.ErrNotClaimable)
}

func claimEnded(s storeTest) {
	for _, r := range []executor.Result{exited(0), exited(1), {Termination: executor.TerminationWallTimeout}} {
		job := s.claimed(expired)
		s.wantError("Finish", s.Finish(s.Context(), job.Attempt, r), nil)
		_, err := s.claim(job.Attempt.ExecutionID, "worker", longLease)
		s.wantError("Claim of an execution that has ended", err, executor.ErrNotClaimable)
		equal(s, "Execution: Status", s.execution(job.Attempt.ExecutionID).Status, r.Status())
	}
}

func claimRefusedChangesNothing(s storeTest) {
	id := s.queued()
	_, err := s.Claim(s.Context(), executor.Claim{ExecutionID: id, WorkerID: "w", Lease: longLease})
	s.wantError("Claim with MaxFailures 0", err, executor.ErrNotClaimable)
	e := s.execution(id)
	equal(s, "Execution: Status", e.Status, executor.StatusQueued)
	if e.Attempt != nil {
		s.Errorf("Execution: Attempt: got %+v, want none", e.Attempt)
	}
}
