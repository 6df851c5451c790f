package docker

import (
	"context"
	"slices"
	"sync"
	"time"
)

// gate keeps the engine's work, the making and removing of containers, from
// competing with running programs, which it slows down by more than it takes
// itself. Such a chore begins in a calm moment, when no program has run for a
// while: what the engine has begun cannot be taken back when the next program
// of a burst arrives. For the same reason few chores are at work at once.
//
// Where calm does not come, as when programs run without a break, chores begin
// all the same when they are overdue, and the more of them the more have piled
// up, for the work must be done.
type gate struct {
	lanes int // chores at once in a calm moment

	mu      sync.Mutex
	running int       // programs
	ended   time.Time // when the last of them did
	atWork  int       // chores
	waiting []*chore  // in their order, see wait
	look    *time.Timer
	open    bool // nothing waits any more
}

const (
	// calm is how long no program must have run.
	calm = 50 * time.Millisecond

	// quietPatience is when a chore is overdue. A burst from the pool is over
	// by then.
	quietPatience = 500 * time.Millisecond

	// provingPatience is when a proof is: it can wait, and uses up what a
	// program may.
	provingPatience = 20 * time.Second

	// pileUp is how many overdue chores have one more at work.
	pileUp = 4

	// laneTime is how long a chore counts as at work: one that takes longer
	// waits for something else than a processor.
	laneTime = time.Second
)

// kind is what a chore does.
type kind int

const (
	removing kind = iota
	making
	proving // see [Sandbox.Probe]
)

// patience is how long a chore waits for calm.
func (k kind) patience() time.Duration {
	if k == proving {
		return provingPatience
	}
	return quietPatience
}

// chore is work for the engine that waits for its moment.
type chore struct {
	overdue time.Time
	begun   chan struct{}
}

// newGate returns a gate that lets up to lanes chores in at a calm moment.
func newGate(lanes int) *gate {
	g := &gate{lanes: max(1, lanes)}
	g.look = time.AfterFunc(time.Hour, g.admit)
	g.look.Stop()
	return g
}

// enter counts a running program until leave is called.
func (g *gate) enter() (leave func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running++
	return g.leave
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if g.running == 0 {
		g.ended = time.Now()
		g.admitLocked()
	}
}

// wait returns when a chore may begin, or ctx has ended; its end is then to be
// told by calling done. Chores come in the order in which they asked, but one
// that makes or proves a container goes before those that remove some, of which
// a burst leaves many. Whoever makes several asks for each when the last is
// done, and by then a removal has had its turn.
func (g *gate) wait(ctx context.Context, k kind) (done func()) {
	c := &chore{overdue: time.Now().Add(k.patience()), begun: make(chan struct{})}
	g.mu.Lock()
	at := len(g.waiting)
	if k != removing {
		at = 0
	}
	g.waiting = slices.Insert(g.waiting, at, c)
	g.admitLocked()
	g.mu.Unlock()
	select {
	case <-c.begun:
	case <-ctx.Done():
		if g.forget(c) {
			return func() {}
		}
	}
	finish := sync.OnceFunc(g.finish)
	late := time.AfterFunc(laneTime, finish)
	return func() { late.Stop(); finish() }
}

// forget takes c off the list, unless it has begun.
func (g *gate) forget(c *chore) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := slices.Index(g.waiting, c)
	if at < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, at, at+1)
	return true
}

func (g *gate) finish() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.atWork--
	g.admitLocked()
}

// stayOpen lets all chores in from now on: no program will follow.
func (g *gate) stayOpen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = true
	g.admitLocked()
}
