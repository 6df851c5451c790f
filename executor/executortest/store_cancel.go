package executortest

import (
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var cancelTests = map[string]func(storeTest){
	"CancelEndsAQueuedExecution":    cancelQueued,
	"CancelEndsWhatNobodyRuns":      cancelUnheld,
	"CancelAsksForTheEndOfAnother":  cancelRunning,
	"CancelLeavesTerminalOnesAlone": cancelTerminal,
	"CancelOfAnUnknownExecution":    cancelUnknown,
	"CancelRacesWithTheClaim":       cancelRacesClaim,
	"CancelRacesWithTheFinish":      cancelRacesFinish,
}

// cancel asks for the end of an execution that must be there.
func (s storeTest) cancel(id uuid.UUID) executor.Status {
	s.Helper()
	status, err := s.Cancel(s.Context(), id)
	if err != nil {
		s.Fatalf("Cancel(%s): %v", id, err)
	}
	return status
}

// wantCancelled checks that nothing can come after the end of a cancelled
// execution.
func (s storeTest) wantCancelled(id uuid.UUID, attempt int) {
	s.Helper()
	e := s.execution(id)
	equal(s, "Execution: Status", e.Status, executor.StatusFailed)
	equal(s, "Attempt: Termination", e.Attempt.Termination, executor.TerminationCancelled)
	equal(s, "Attempt: Number", e.Attempt.Number, attempt)
	s.wantRecent("Attempt: FinishedAt", value(e.Attempt.FinishedAt))
	_, err := s.claim(id, "worker-2", longLease)
	s.wantError("Claim", err, executor.ErrNotClaimable)
	equal(s, "Due: length", len(s.due(0)), 0)
	equal(s, "second Cancel", s.cancel(id), executor.StatusFailed)
}

func cancelQueued(s storeTest) {
	id := s.queued()
	equal(s, "Cancel", s.cancel(id), executor.StatusFailed)
	s.wantNobodys(id, 1, executor.TerminationCancelled)
	s.wantCancelled(id, 1)
}

func cancelUnheld(s storeTest) {
	lost := s.claimed(expired).Attempt.ExecutionID
	equal(s, "Cancel of an expired attempt", s.cancel(lost), executor.StatusFailed)
	s.wantCancelled(lost, 1)

	job := s.claimed(longLease)
	release := executor.Release{Failed: true, Reason: "no container", Pause: time.Hour}
	s.wantError("Release", s.Release(s.Context(), job.Attempt, release), nil)
	equal(s, "Cancel in the pause", s.cancel(job.Attempt.ExecutionID), executor.StatusFailed)
	s.wantNobodys(job.Attempt.ExecutionID, 2, executor.TerminationCancelled)
	s.wantCancelled(job.Attempt.ExecutionID, 2)
}

// cancelRunning: the worker that runs it ends it, or if that worker is lost,
// whoever finds it due.
func cancelRunning(s storeTest) {
	job := s.claimed(longLease)
	id := job.Attempt.ExecutionID
	s.wantAsked(id, false)
	for range 2 {
		equal(s, "Cancel", s.cancel(id), executor.StatusRunning)
		s.wantAsked(id, true)
	}
	err := s.Finish(s.Context(), job.Attempt, executor.Result{Termination: executor.TerminationCancelled, CPUTime: -1, PeakMemoryBytes: -1})
	s.wantError("Finish", err, nil)
	s.wantCancelled(id, 1)

	job = s.claimed(longLease)
	id = job.Attempt.ExecutionID
	s.cancel(id)
	s.wantError("Release", s.Release(s.Context(), job.Attempt, executor.Release{}), nil)
	_, err = s.claim(id, "worker-2", longLease)
	s.wantError("Claim of what is to end", err, executor.ErrNotClaimable)
	due := s.due(0)
	if len(due) != 1 || !due[0].Cancelled {
		s.Fatalf("Due: %+v, want the one execution, cancelled", due)
	}
	s.wantError("Abandon", s.Abandon(s.Context(), id, executor.TerminationCancelled), nil)
	s.wantNobodys(id, 2, executor.TerminationCancelled)
	s.wantCancelled(id, 2)
}

func (s storeTest) wantAsked(id uuid.UUID, want bool) {
	s.Helper()
	asked, err := s.Cancelled(s.Context(), id)
	s.wantError("Cancelled", err, nil)
	equal(s, "Cancelled", asked, want)
}

func cancelTerminal(s storeTest) {
	job := s.claimed(longLease)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, exited(0)), nil)
	equal(s, "Cancel", s.cancel(job.Attempt.ExecutionID), executor.StatusCompleted)
	e := s.execution(job.Attempt.ExecutionID)
	equal(s, "Execution: Status", e.Status, executor.StatusCompleted)
	equal(s, "Attempt: Termination", e.Attempt.Termination, executor.TerminationExited)
}

func cancelUnknown(s storeTest) {
	_, err := s.Cancel(s.Context(), s.newID())
	s.wantError("Cancel", err, executor.ErrNotFound)
	s.wantAsked(s.newID(), true) // who runs it nevertheless is to stop
}

// cancelRacesClaim: either the execution ends and nobody has it, or somebody
// has it and finds that its end was asked for.
func cancelRacesClaim(s storeTest) {
	for range 20 {
		id := s.queued()
		var status executor.Status
		var cancelErr, claimErr error
		var race sync.WaitGroup
		race.Go(func() { status, cancelErr = s.Cancel(s.Context(), id) })
		race.Go(func() { _, claimErr = s.claim(id, "worker-1", longLease) })
		race.Wait()
		s.wantError("Cancel", cancelErr, nil)
		if claimErr != nil {
			s.wantError("Claim", claimErr, executor.ErrNotClaimable)
		}
		claimed := claimErr == nil
		asked, err := s.Cancelled(s.Context(), id)
		s.wantError("Cancelled", err, nil)
		if claimed != (status == executor.StatusRunning) || claimed != asked {
			s.Errorf("Cancel: got %s with the claim won: %v, and asked: %v", status, claimed, asked)
		}
	}
}

// cancelRacesFinish: it is one or the other, never both.
func cancelRacesFinish(s storeTest) {
	for range 20 {
		job := s.claimed(longLease)
		var status executor.Status
		var cancelErr, finishErr error
		var race sync.WaitGroup
		race.Go(func() { status, cancelErr = s.Cancel(s.Context(), job.Attempt.ExecutionID) })
		race.Go(func() { finishErr = s.Finish(s.Context(), job.Attempt, exited(0)) })
		race.Wait()
		if err := errors.Join(cancelErr, finishErr); err != nil {
			s.Fatalf("Cancel and Finish at once: %v", err)
		}
		e := s.execution(job.Attempt.ExecutionID)
		if e.Status != executor.StatusCompleted || (status != executor.StatusRunning && status != executor.StatusCompleted) {
			s.Errorf("Finish has succeeded, Cancel: got %s, and the execution is %s", status, e.Status)
		}
	}
}
