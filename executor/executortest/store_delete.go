package executortest

import (
	"slices"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var deleteTests = map[string]func(storeTest){
	"ADeletedSessionIsGone":            deleteAll,
	"WhatIsDeletedTakesNoResult":       deleteWhileRunning,
	"AnUnknownSessionCannotBeDeleted":  deleteNothing,
	"ADeletedSessionLeavesOthersAlone": deleteOne,
}

func (s storeTest) wantGone(execution uuid.UUID) {
	s.Helper()
	_, err := s.Execution(s.Context(), execution)
	s.wantError("Execution", err, executor.ErrNotFound)
	_, err = s.claim(execution, "worker-2", longLease)
	s.wantError("Claim", err, executor.ErrNotClaimable)
	asked, err := s.Cancelled(s.Context(), execution)
	s.wantError("Cancelled", err, nil)
	equal(s, "Cancelled", asked, true)
}

func deleteAll(s storeTest) {
	job := s.claimed(longLease)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, exited(0)), nil)
	waiting := s.queuedIn(job.SessionID, executor.Input{Stdin: []byte("in")})
	_, err := s.save(job.SessionID, new("python"), new("1"), -1)
	s.wantError("SaveDraft", err, nil)

	unfinished, err := s.DeleteSession(s.Context(), job.SessionID)
	s.wantError("DeleteSession", err, nil)
	if !slices.Equal(unfinished, []uuid.UUID{waiting}) {
		s.Errorf("DeleteSession: unfinished %v, want %v", unfinished, waiting)
	}
	_, err = s.Session(s.Context(), job.SessionID)
	s.wantError("Session", err, executor.ErrNotFound)
	s.wantGone(waiting)
	s.wantGone(job.Attempt.ExecutionID)
	equal(s, "Due: length", len(s.due(0)), 0)
	deleteAgain(s, job.SessionID)
}

func deleteAgain(s storeTest, session uuid.UUID) {
	s.Helper()
	_, err := s.DeleteSession(s.Context(), session)
	s.wantError("second DeleteSession", err, executor.ErrNotFound)
}

func deleteWhileRunning(s storeTest) {
	job := s.claimed(longLease)
	unfinished, err := s.DeleteSession(s.Context(), job.SessionID)
	s.wantError("DeleteSession", err, nil)
	equal(s, "DeleteSession: unfinished", len(unfinished), 1)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, exited(0)), executor.ErrFenced)
	s.wantError("Release", s.Release(s.Context(), job.Attempt, executor.Release{}), executor.ErrFenced)
	s.wantGone(job.Attempt.ExecutionID)
}

func deleteNothing(s storeTest) { deleteAgain(s, s.newID()) }

func deleteOne(s storeTest) {
	kept, deleted := s.queued(), s.claimed(longLease)
	_, err := s.DeleteSession(s.Context(), deleted.SessionID)
	s.wantError("DeleteSession", err, nil)
	equal(s, "Execution of another session: Status", s.execution(kept).Status, executor.StatusQueued)
}
