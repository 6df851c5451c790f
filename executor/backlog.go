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
	own := slices.IndexFunc(b, func(q Queued) bool { return q.ExecutionID == id })
	if own < 0 {
		return 0
	}
	place := 0
	for _, q := range b[:own+1] {
		if q.SessionID == b[own].SessionID && q.Client == b[own].Client {
			place++
		}
	}
	client := b.OfClient(b[own].Client)
	inClient := slices.IndexFunc(client, func(q Queued) bool { return q.ExecutionID == id })
	place = behind(client, inClient, place, func(q Queued) uuid.UUID { return q.SessionID })
	return behind(b, own, place, func(q Queued) string { return q.Client })
}

// behind is the place of the one at an index, which is in such a place of its own
// lane, when all lanes have their turn: of each other lane as many come before it,
// the last of them only if it has waited for longer.
func behind[K comparable](b Backlog, at, place int, lane func(Queued) K) int {
	own, position, seen := lane(b[at]), place, map[K]int{}
	for i, q := range b {
		l := lane(q)
		if l == own {
			continue
		}
		seen[l]++
		if seen[l] < place || seen[l] == place && i < at {
			position++
		}
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
