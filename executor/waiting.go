package executor

import (
	"cmp"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// Waiting is a client of whom something is QUEUED.
type Waiting struct {
	Client  string
	First   uuid.UUID // what has waited for longest in the oldest session
	Running int       // how many of the client run
}

// turns remembers which clients a worker has served, so that each has its turn.
type turns struct {
	mu     sync.Mutex
	served map[string]turn // by client
	last   uint64
	after  string // where to go on among more clients than are looked at
}

// turn is when a client was served last, and in which session. The next one is of
// the session before, and after the oldest of the newest: so what is new waits for
// a round at most, and so does what is old, however many sessions are made.
type turn struct {
	number  uint64
	session uuid.UUID
}

// maxTurns bounds the memory of turns: clients beyond it are as good as new.
const maxTurns = 4096

// order puts whose turn it is first: of whom the fewest run; then who was served
// least recently; then who has waited for longest. Who is new comes after all who
// were there: clients that follow one another hold up none of them.
func (t *turns) order(list []Waiting) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(list)
	for _, c := range list {
		if _, known := t.served[c.Client]; !known {
			t.served[c.Client] = turn{number: t.last}
		}
	}
	slices.SortFunc(list, func(a, b Waiting) int {
		return cmp.Or(
			cmp.Compare(a.Running, b.Running),
			cmp.Compare(t.served[a.Client].number, t.served[b.Client].number),
			slices.Compare(a.First[:], b.First[:]),
		)
	})
}

// forget makes room for those on the list, and forgets all others for it if there
// are too many.
func (t *turns) forget(list []Waiting) {
	if t.served != nil && len(t.served)+len(list) <= maxTurns {
		return
	}
	kept := make(map[string]turn, len(list))
	for _, c := range list {
		if known, ok := t.served[c.Client]; ok {
			kept[c.Client] = known
		}
	}
	t.served = kept
}

// serve notes that a client has had its turn.
func (t *turns) serve(client string, session uuid.UUID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.served == nil {
		t.served = map[string]turn{}
	}
	t.last++
	t.served[client] = turn{t.last, session}
}

// session is where a client was served last, if that is known.
func (t *turns) session(client string) uuid.UUID {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.served[client].session
}

// from is the client after whom to look.
func (t *turns) from() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.after
}

// seen notes where a look ended that found as many clients as it may. One that
// found fewer has come to the end.
func (t *turns) seen(list []Waiting, limit int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.after = ""
	if len(list) == limit {
		t.after = list[len(list)-1].Client
	}
}
