package executor

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Backlog is what is QUEUED, the oldest first.
type Backlog []Queued

// Queued is an execution that waits.
type Queued struct {
	ExecutionID uuid.UUID
	SessionID   uuid.UUID
	Client      string // who submitted it
	CreatedAt   time.Time
}

// Position tells as how manieth the execution will begin, 1 for the next one, if
// nothing is added: each client has its turn, of a client each session, and within
// it the oldest is first. It is 0 if the execution is not among those that wait.
func (b Backlog) Position(id uuid.UUID) int {
	at := slices.IndexFunc(b, func(q Queued) bool { return q.ExecutionID == id })
	if at < 0 {
		return 0
	}
	own, before := b[at], 0 // in the session
	sessions, clients := map[uuid.UUID]int{}, map[string]int{}
	for i, q := range b {
		switch {
		case q.Client != own.Client:
			clients[q.Client]++
		case q.SessionID != own.SessionID:
			sessions[q.SessionID]++
		case i < at:
			before++
		}
	}
	return behind(behind(before+1, sessions), clients)
}

// behind is the place of what is in such a place of its own lane, when the others
// hold so many and all have their turn.
func behind[K comparable](place int, others map[K]int) int {
	position := place
	for _, n := range others {
		position += min(n, place)
	}
	return position
}

// OfClient is what waits of a client.
func (b Backlog) OfClient(client string) Backlog {
	return b.only(func(q Queued) bool { return q.Client == client })
}

// OfSession is what waits in a session.
func (b Backlog) OfSession(id uuid.UUID) Backlog {
	return b.only(func(q Queued) bool { return q.SessionID == id })
}

func (b Backlog) only(ours func(Queued) bool) (list Backlog) {
	for _, q := range b {
		if ours(q) {
			list = append(list, q)
		}
	}
	return list
}

// Clients is how many clients wait.
func (b Backlog) Clients() int {
	clients := map[string]struct{}{}
	for _, q := range b {
		clients[q.Client] = struct{}{}
	}
	return len(clients)
}

// Sessions is in how many sessions something waits.
func (b Backlog) Sessions() int {
	sessions := map[uuid.UUID]struct{}{}
	for _, q := range b {
		sessions[q.SessionID] = struct{}{}
	}
	return len(sessions)
}

// Since is when the one was stored that has waited for longest; zero if none does.
func (b Backlog) Since() time.Time {
	if len(b) == 0 {
		return time.Time{}
	}
	return b[0].CreatedAt
}
