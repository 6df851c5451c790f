package docker

import (
	"slices"
	"time"
)

// admit looks whether the moment of a chore has come.
func (g *gate) admit() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.admitLocked()
}

// admitLocked lets in the chores whose moment has come, and sees to it that
// somebody looks again when the next one's may have.
func (g *gate) admitLocked() {
	now := time.Now()
	for {
		at := g.nextUp(now)
		if at < 0 {
			break
		}
		g.atWork++
		close(g.waiting[at].begun)
		g.waiting = slices.Delete(g.waiting, at, at+1)
	}
	g.look.Stop()
	if next := g.nextLook(now); !next.IsZero() {
		g.look.Reset(next.Sub(now))
	}
}

// nextUp is the index of the chore that may begin now, or -1.
func (g *gate) nextUp(now time.Time) int {
	first, overdue := g.overdue(now)
	switch {
	case len(g.waiting) == 0:
		return -1
	case g.open:
		return 0
	case g.running == 0 && now.Sub(g.ended) >= calm:
		if g.atWork < g.lanes {
			return 0
		}
	case overdue > 0 && g.atWork < g.lanes+overdue/pileUp:
		return first
	}
	return -1
}

// overdue counts the chores that are, and tells which is the first of them.
func (g *gate) overdue(now time.Time) (first, n int) {
	for i, c := range slices.Backward(g.waiting) {
		if !c.overdue.After(now) {
			first = i
			n++
		}
	}
	return first, n
}

// nextLook is the next moment at which time alone may let a chore in, or zero
// if none will.
func (g *gate) nextLook(now time.Time) (next time.Time) {
	sooner := func(t time.Time) {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, c := range g.waiting {
		sooner(c.overdue)
	}
	if len(g.waiting) > 0 && g.running == 0 {
		sooner(g.ended.Add(calm))
	}
	return next
}
