package executortest

import "github.com/edtronaut/livecode/executor"

var disownTests = map[string]func(storeTest){
	"DisownEndsTheLeasesOfOneWorker": disownLeases,
	"DisownLeavesClosedAttempts":     disownClosed,
}

func disownLeases(s storeTest) {
	mine := []executor.Job{
		s.mustClaim(s.queued(), "mine", longLease),
		s.mustClaim(s.queued(), "mine", longLease),
	}
	other := s.mustClaim(s.queued(), "other", longLease)
	s.wantDisowned("mine", 2)
	for _, job := range mine {
		next := s.mustClaim(job.Attempt.ExecutionID, "next", longLease)
		equal(s, "Claim after Disown: attempt", next.Attempt.Number, 2)
		equal(s, "Claim after Disown: Failures", next.Failures, 1)
		err := s.Finish(s.Context(), job.Attempt, exited(0))
		s.wantError("Finish by the disowned attempt", err, executor.ErrFenced)
	}
	_, err := s.claim(other.Attempt.ExecutionID, "next", longLease)
	s.wantError("Claim of the other worker's", err, executor.ErrNotClaimable)
}

func disownClosed(s storeTest) {
	s.wantDisowned("mine", 0)
	finished := s.mustClaim(s.queued(), "mine", longLease)
	s.wantError("Finish", s.Finish(s.Context(), finished.Attempt, exited(0)), nil)
	released := s.mustClaim(s.queued(), "mine", longLease)
	pause := executor.Release{Pause: longLease}
	s.wantError("Release", s.Release(s.Context(), released.Attempt, pause), nil)
	s.wantDisowned("mine", 0)
	equal(s, "Due within the pause", len(s.due(0)), 0)
}

func (s storeTest) wantDisowned(worker string, want int) {
	s.Helper()
	got, err := s.Disown(s.Context(), worker)
	s.wantError("Disown("+worker+")", err, nil)
	equal(s, "Disown("+worker+")", got, want)
}
