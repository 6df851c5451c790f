package executor

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Queued is an execution that waits.
type Queued struct {
	ExecutionID uuid.UUID
	SessionID   uuid.UUID
	Client      string // who submitted it
}

// Backlog tells of all that is QUEUED how much it is, and in which order it will
// begin. The zero value is that of nothing.
type Backlog struct {
	since      time.Time
	positions  map[uuid.UUID]int
	ofClient   map[string]int
	ofSession  map[uuid.UUID]int
	sessionsOf map[string]int // in how many something of a client waits
}

// lane is what waits of a client in a session.
type lane struct {
	client  string
	session uuid.UUID
}

// NewBacklog makes a Backlog of all that is QUEUED, the oldest first, which was
// stored at since. It sorts the list twice.
func NewBacklog(list []Queued, since time.Time) Backlog {
	b := Backlog{
		since:     since,
		positions: make(map[uuid.UUID]int, len(list)),
		ofClient:  map[string]int{}, ofSession: map[uuid.UUID]int{}, sessionsOf: map[string]int{},
	}
	order, lanes := make([]int, len(list)), map[lane]struct{}{}
	for i, q := range list {
		order[i] = i
		b.ofClient[q.Client]++
		b.ofSession[q.SessionID]++
		lanes[lane{q.Client, q.SessionID}] = struct{}{}
	}
	for l := range lanes {
		b.sessionsOf[l.client]++
	}
	takeTurns(order, func(i int) lane { return lane{list[i].Client, list[i].SessionID} })
	takeTurns(order, func(i int) string { return list[i].Client })
	for at, i := range order {
		b.positions[list[i].ExecutionID] = at + 1
	}
	return b
}

// takeTurns has each lane have its turn, again and again: the first of each lane,
// then the second ones. Those of a turn are ordered by age, of which order holds
// the ranks.
func takeTurns[K comparable](order []int, lane func(rank int) K) {
	turn, last := make([]int, len(order)), map[K]int{}
	for _, rank := range order {
		last[lane(rank)]++
		turn[rank] = last[lane(rank)]
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(turn[a], turn[b]), cmp.Compare(a, b))
	})
}

// Position tells as how manieth the execution will begin, 1 for the next one, if
// nothing is added: each client has its turn, of a client each session, and within
// it the oldest is first. It is 0 if the execution is not among those that wait.
func (b Backlog) Position(id uuid.UUID) int { return b.positions[id] }

// Len is how many executions wait.
func (b Backlog) Len() int { return len(b.positions) }

// OfClient is how many of a client wait.
func (b Backlog) OfClient(client string) int { return b.ofClient[client] }

// OfSession is how many wait in a session.
func (b Backlog) OfSession(id uuid.UUID) int { return b.ofSession[id] }

// Clients is how many clients wait.
func (b Backlog) Clients() int { return len(b.ofClient) }

// SessionsOf is in how many sessions something of a client waits.
func (b Backlog) SessionsOf(client string) int { return b.sessionsOf[client] }

// Since is when the one was stored that has waited for longest; zero if none does.
func (b Backlog) Since() time.Time { return b.since }
