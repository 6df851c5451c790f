package executortest

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var waitingTests = map[string]func(storeTest){
	"WaitingListsTheClients":          waitingListsTheClients,
	"WaitingIsOfTheOwnerOrTheSession": waitingIsOfTheOwner,
	"WaitingCountsWhatRuns":           waitingCountsWhatRuns,
	"WaitingForgetsWhatHasEnded":      waitingForgetsWhatHasEnded,
	"WaitingGoesOn":                   waitingGoesOn,
	"WaitingOfGoesRoundTheSessions":   waitingOfGoesRound,
}

// waiting lists the clients of whom something waits.
func (s storeTest) waiting(after string, limit int) []executor.Waiting {
	s.Helper()
	list, err := s.Waiting(s.Context(), after, limit)
	if err != nil {
		s.Fatalf("Waiting: %v", err)
	}
	return list
}

func (s storeTest) wantWaiting(got []executor.Waiting, want ...executor.Waiting) {
	s.Helper()
	if !slices.Equal(got, want) {
		s.Errorf("Waiting: got %v, want %v", got, want)
	}
}

func (s storeTest) wantWaitingOf(client string, before uuid.UUID, limit int, want ...uuid.UUID) {
	s.Helper()
	got, err := s.WaitingOf(s.Context(), client, before, limit)
	if err != nil || !slices.Equal(got, want) {
		s.Errorf("WaitingOf(%s): got %v and error %v, want %v", client, got, err, want)
	}
}

// queuedBy stores an execution that a client submits.
func (s storeTest) queuedBy(client string, session uuid.UUID) uuid.UUID {
	s.Helper()
	e := executor.Execution{ID: s.newID(), SessionID: session, Client: client, Code: "1", Language: "python"}
	s.wantError("CreateExecution", s.CreateExecution(s.Context(), e, executor.Input{}), nil)
	return e.ID
}

// Whoever made the session: the client is who submits.
func waitingListsTheClients(s storeTest) {
	s.wantWaiting(s.waiting("", 10))
	old, young := s.session(), s.session()
	s.queuedBy("ada", young)
	first := s.queuedBy("ada", old)
	s.queuedBy("ada", old)
	s.wantWaiting(s.waiting("", 10), executor.Waiting{Client: "ada", First: first})
	bobs := s.queuedBy("Bob", old)
	withInput := executor.Execution{ID: s.newID(), SessionID: young, Client: "eve", Code: "1", Language: "python"}
	s.wantError("CreateExecution", s.CreateExecution(s.Context(), withInput, executor.Input{Stdin: []byte("in")}), nil)
	s.wantWaiting(s.waiting("", 10),
		executor.Waiting{Client: "Bob", First: bobs},
		executor.Waiting{Client: "ada", First: first},
		executor.Waiting{Client: "eve", First: withInput.ID})
}

// Where nobody says who submits: as with versions that did not know of clients.
func waitingIsOfTheOwner(s storeTest) {
	owned := s.newID()
	s.wantError("CreateSession", s.CreateSession(s.Context(), executor.Session{ID: owned, Status: executor.SessionActive, Owner: "ada"}), nil)
	nobodys := s.session()
	hers, other := s.queuedIn(owned, executor.Input{}), s.queuedIn(nobodys, executor.Input{})
	s.wantWaiting(s.waiting("", 10),
		executor.Waiting{Client: nobodys.String(), First: other},
		executor.Waiting{Client: "ada", First: hers})
}

// What runs counts for its client, in whichever session that is, and does not wait.
func waitingCountsWhatRuns(s storeTest) {
	one, another := s.session(), s.session()
	for range 3 {
		s.mustClaim(s.queuedBy("ada", one), "w", longLease)
	}
	s.mustClaim(s.queuedBy("ada", one), "w", expired)
	s.mustClaim(s.queuedBy("runs alone", one), "w", longLease)
	hers, his := s.queuedBy("ada", another), s.queuedBy("bob", one)
	s.wantWaiting(s.waiting("", 10),
		executor.Waiting{Client: "ada", First: hers, Running: 4},
		executor.Waiting{Client: "bob", First: his})
	s.wantWaitingOf("ada", uuid.Nil, 10, hers)
	s.wantWaitingOf("runs alone", uuid.Nil, 10)
}

// However it has ended.
func waitingForgetsWhatHasEnded(s storeTest) {
	session, deleted := s.session(), s.session()
	for range 3 {
		s.queuedBy("eve", deleted)
	}
	_, err := s.DeleteSession(s.Context(), deleted)
	s.wantError("DeleteSession", err, nil)
	_, err = s.Cancel(s.Context(), s.queuedBy("ada", session))
	s.wantError("Cancel", err, nil)
	s.wantError("Finish", s.Finish(s.Context(), s.mustClaim(s.queuedBy("ada", session), "w", longLease).Attempt, exited(0)), nil)
	lost := s.queuedBy("ada", session)
	s.mustClaim(lost, "w", expired)
	s.wantError("Abandon", s.Abandon(s.Context(), lost, executor.TerminationLost), nil)
	waits := s.queuedBy("ada", session)
	s.wantWaiting(s.waiting("", 10), executor.Waiting{Client: "ada", First: waits})
}

func waitingGoesOn(s storeTest) {
	const clients, each = 7, 3
	session := s.session()
	var all []executor.Waiting
	for i := range clients {
		client := fmt.Sprintf("client %d", i)
		s.mustClaim(s.queuedBy(client+", who only runs", session), "w", longLease)
		all = append(all, executor.Waiting{Client: client, First: s.queuedBy(client, session)})
	}
	after := ""
	for len(all) > 0 {
		page := s.waiting(after, each)
		n := min(each, len(all))
		s.wantWaiting(page, all[:n]...)
		after, all = all[n-1].Client, all[n:]
	}
	s.wantWaiting(s.waiting(after, each))
}

func waitingOfGoesRound(s storeTest) {
	sessions := []uuid.UUID{s.session(), s.session(), s.session()}
	var first []uuid.UUID
	for i := range sessions {
		first = append(first, s.queuedBy("ada", sessions[i]))
		s.queuedBy("ada", sessions[i])
		s.queuedBy("bob", sessions[i])
	}
	s.wantWaitingOf("ada", uuid.Nil, 10, first[2], first[1], first[0])
	s.wantWaitingOf("ada", uuid.Nil, 2, first[2], first[1])
	s.wantWaitingOf("ada", sessions[2], 10, first[1], first[0])
	s.wantWaitingOf("ada", sessions[1], 10, first[0])
	s.wantWaitingOf("ada", sessions[0], 10, first[2], first[1], first[0])
	s.wantWaitingOf("ada", uuid.Max, 1, first[2])
	s.wantWaitingOf("eve", uuid.Nil, 10)
}
