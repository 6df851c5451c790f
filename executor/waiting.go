package executor

import (
	"cmp"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// Waiting is the execution of a session that has been QUEUED for longest.
type Waiting struct {
	ExecutionID uuid.UUID
	SessionID   uuid.UUID
	Lane        string // the owner of the session, or else the session
	Running     int    // how many of the lane run
}

// turns remembers which lanes a worker has served, so that each has its turn.
type turns struct {
	mu     sync.Mutex
	served map[string]uint64 // by lane, when
	last   uint64
	after  uuid.UUID // where to go on among more sessions than are looked at
}

// maxTurns bounds the memory of turns: lanes beyond it are as good as new.
const maxTurns = 4096

// order puts whose turn it is first: of whom the fewest run; then who was served
// least recently; then who has waited for longest.
func (t *turns) order(list []Waiting) {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.SortFunc(list, func(a, b Waiting) int {
		return cmp.Or(
			cmp.Compare(a.Running, b.Running),
			cmp.Compare(t.served[a.Lane], t.served[b.Lane]),
			slices.Compare(a.ExecutionID[:], b.ExecutionID[:]),
		)
	})
}

// serve notes that a lane has had its turn.
func (t *turns) serve(lane string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.served == nil || len(t.served) >= maxTurns {
		t.served = map[string]uint64{}
	}
	t.last++
	t.served[lane] = t.last
}

// from is the session after which to look.
func (t *turns) from() uuid.UUID {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.after
}

// seen notes where a look ended that found as many sessions as it may. One that
// found fewer has come to the end.
func (t *turns) seen(list []Waiting, limit int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.after = uuid.Nil
	if len(list) == limit {
		t.after = list[len(list)-1].SessionID
	}
}
