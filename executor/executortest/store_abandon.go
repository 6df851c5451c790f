package executortest

import (
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var abandonTests = map[string]func(storeTest){
	"AbandonEndsAnExpiredAttempt": abandonExpired,
	"AbandonEndsAReleasedAttempt": abandonReleased,
	"AbandonIsFenced":             abandonFence,
	"AbandonIsTheLastWord":        abandonIsFinal,
}

func abandonExpired(s storeTest) {
	id := s.claimed(expired).Attempt.ExecutionID
	s.wantError("Abandon", s.Abandon(s.Context(), id, executor.TerminationLost), nil)
	e := s.execution(id)
	equal(s, "Execution: Status", e.Status, executor.StatusFailed)
	absent(s, "Execution: ExecutionTime", e.ExecutionTime)
	equal(s, "Attempt: Termination", e.Attempt.Termination, executor.TerminationLost)
	s.wantRecent("Attempt: FinishedAt", value(e.Attempt.FinishedAt))
}

// abandonReleased: what a worker gave back has ended, and stays as it was. The end
// is another attempt, which nobody made.
func abandonReleased(s storeTest) {
	for _, release := range []executor.Release{
		{Failed: true, Reason: "no container"},
		{Reason: "drained", Pause: time.Hour},
	} {
		job := s.claimed(longLease)
		id := job.Attempt.ExecutionID
		s.wantError("Release", s.Release(s.Context(), job.Attempt, release), nil)
		s.wantError("Abandon", s.Abandon(s.Context(), id, executor.TerminationLost), nil)
		equal(s, "Execution: Status", s.execution(id).Status, executor.StatusFailed)
		s.wantNobodys(id, 2, executor.TerminationLost)
	}
}

// wantNobodys checks that the newest attempt holds the end of an execution, and was
// made by no worker.
func (s storeTest) wantNobodys(id uuid.UUID, number int, termination executor.Termination) {
	s.Helper()
	a := s.execution(id).Attempt
	equal(s, "Attempt: Number", a.Number, number)
	equal(s, "Attempt: WorkerID", a.WorkerID, "")
	equal(s, "Attempt: Termination", a.Termination, termination)
	equal(s, "Attempt: Error", a.Error, "")
	absent(s, "Attempt: StartedAt", a.StartedAt)
	s.wantRecent("Attempt: FinishedAt", value(a.FinishedAt))
}

func abandonFence(s storeTest) {
	leased := s.claimed(longLease).Attempt.ExecutionID
	queued := s.queued()
	finished := s.claimed(expired)
	s.wantError("Finish", s.Finish(s.Context(), finished.Attempt, exited(0)), nil)
	for name, c := range map[string]struct {
		id   uuid.UUID
		want executor.Status
	}{
		"a leased execution":   {leased, executor.StatusRunning},
		"a queued execution":   {queued, executor.StatusQueued},
		"a finished execution": {finished.Attempt.ExecutionID, executor.StatusCompleted},
	} {
		err := s.Abandon(s.Context(), c.id, executor.TerminationLost)
		s.wantError("Abandon of "+name, err, executor.ErrFenced)
		equal(s, "Status of "+name, s.execution(c.id).Status, c.want)
	}
	err := s.Abandon(s.Context(), s.newID(), executor.TerminationLost)
	s.wantError("Abandon of an unknown execution", err, executor.ErrFenced)
}

func abandonIsFinal(s storeTest) {
	job := s.claimed(expired)
	id := job.Attempt.ExecutionID
	s.wantError("Abandon", s.Abandon(s.Context(), id, executor.TerminationLost), nil)
	err := s.Abandon(s.Context(), id, executor.TerminationLost)
	s.wantError("second Abandon", err, executor.ErrFenced)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, exited(0)), executor.ErrFenced)
	_, err = s.claim(id, "worker-2", longLease)
	s.wantError("Claim", err, executor.ErrNotClaimable)
	equal(s, "Due: length", len(s.due(0)), 0)
	equal(s, "Execution: Status", s.execution(id).Status, executor.StatusFailed)
}
