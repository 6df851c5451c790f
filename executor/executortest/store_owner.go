package executortest

import (
	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var ownerTests = map[string]func(storeTest){
	"ASessionKeepsItsOwner":           ownerRoundTrip,
	"ASessionOnceKeepsItsOwner":       ownerOnce,
	"AnUnknownExecutionHasNoOwner":    ownerOfNothing,
	"ExecutionsBelongToTheirSessions": ownerOfExecutions,
}

func (s storeTest) sessionOf(owner string) uuid.UUID {
	s.Helper()
	id := s.newID()
	session := executor.Session{ID: id, Status: executor.SessionActive, Owner: owner}
	s.wantError("CreateSession", s.CreateSession(s.Context(), session), nil)
	return id
}

func ownerRoundTrip(s storeTest) {
	for _, owner := range []string{"", "alice", "bob"} {
		got, err := s.Session(s.Context(), s.sessionOf(owner))
		s.wantError("Session", err, nil)
		equal(s, "Session: Owner", got.Owner, owner)
	}
}

func ownerOnce(s storeTest) {
	for i, owner := range []string{"", "alice"} {
		session := executor.Session{ID: s.newID(), Status: executor.SessionActive, Owner: owner}
		id, err := s.CreateSessionOnce(s.Context(), session, onceKey(byte(i)))
		s.wantError("CreateSessionOnce", err, nil)
		got, err := s.Session(s.Context(), id)
		s.wantError("Session", err, nil)
		equal(s, "Session: Owner", got.Owner, owner)
	}
}

func ownerOfNothing(s storeTest) {
	_, err := s.ExecutionOwner(s.Context(), s.newID())
	s.wantError("ExecutionOwner", err, executor.ErrNotFound)
}

func ownerOfExecutions(s storeTest) {
	for _, want := range []string{"", "alice", "bob"} {
		owner, err := s.ExecutionOwner(s.Context(), s.queuedIn(s.sessionOf(want), executor.Input{}))
		s.wantError("ExecutionOwner", err, nil)
		equal(s, "ExecutionOwner", owner, want)
	}
}
