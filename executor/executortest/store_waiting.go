package executortest

import (
	"reflect"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var waitingTests = map[string]func(storeTest){
	"WaitingListsTheFirstOfEachSession": waitingListsTheFirst,
	"WaitingCountsWhatRuns":             waitingCountsWhatRuns,
	"WaitingGoesOn":                     waitingGoesOn,
}

// waiting lists what waits.
func (s storeTest) waiting(after uuid.UUID, limit int) []executor.Waiting {
	s.Helper()
	list, err := s.Waiting(s.Context(), after, limit)
	if err != nil {
		s.Fatalf("Waiting: %v", err)
	}
	return list
}

func (s storeTest) wantWaiting(got []executor.Waiting, want ...executor.Waiting) {
	s.Helper()
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		s.Errorf("Waiting: got %v, want %v", got, want)
	}
}

func waitingListsTheFirst(s storeTest) {
	s.wantWaiting(s.waiting(uuid.Nil, 10))
	a, b, ended := s.session(), s.session(), s.session()
	first := s.queuedIn(a, executor.Input{})
	second := s.queuedIn(a, executor.Input{})
	other := s.queuedIn(b, executor.Input{})
	s.wantError("Finish", s.Finish(s.Context(), s.mustClaim(s.queuedIn(ended, executor.Input{}), "w", longLease).Attempt, exited(0)), nil)
	s.wantWaiting(s.waiting(uuid.Nil, 10),
		executor.Waiting{ExecutionID: first, SessionID: a, Lane: a.String()},
		executor.Waiting{ExecutionID: other, SessionID: b, Lane: b.String()})
	s.mustClaim(first, "w", longLease)
	s.mustClaim(other, "w", expired)
	s.wantWaiting(s.waiting(uuid.Nil, 10),
		executor.Waiting{ExecutionID: second, SessionID: a, Lane: a.String(), Running: 1})
}

// What runs counts for its owner, in whichever session that is.
func waitingCountsWhatRuns(s storeTest) {
	owned := func(owner string) uuid.UUID {
		id := s.newID()
		s.wantError("CreateSession", s.CreateSession(s.Context(), executor.Session{ID: id, Status: executor.SessionActive, Owner: owner}), nil)
		return id
	}
	ada, adaToo, bob := owned("ada"), owned("ada"), owned("bob")
	for range 3 {
		s.mustClaim(s.queuedIn(ada, executor.Input{}), "w", longLease)
	}
	hers, his := s.queuedIn(adaToo, executor.Input{}), s.queuedIn(bob, executor.Input{})
	s.wantWaiting(s.waiting(uuid.Nil, 10),
		executor.Waiting{ExecutionID: hers, SessionID: adaToo, Lane: "ada", Running: 3},
		executor.Waiting{ExecutionID: his, SessionID: bob, Lane: "bob"})
}

func waitingGoesOn(s storeTest) {
	const sessions, each = 7, 3
	var all []executor.Waiting
	for range sessions {
		session := s.session()
		all = append(all, executor.Waiting{ExecutionID: s.queuedIn(session, executor.Input{}), SessionID: session, Lane: session.String()})
	}
	after := uuid.Nil
	for len(all) > 0 {
		page := s.waiting(after, each)
		n := min(each, len(all))
		s.wantWaiting(page, all[:n]...)
		after, all = all[n-1].SessionID, all[n:]
	}
	s.wantWaiting(s.waiting(after, each))
}
