package docker

import (
	"context"
	"sync"
	"time"
)

// gate keeps the engine's work, the making and removing of containers, from
// competing with running programs, which it slows down by more than it takes
// itself: whoever has such work waits for a moment in which none runs.
type gate struct {
	mu      sync.Mutex
	running int
	quiet   chan struct{} // closed while no program runs
}

// quietPatience is how long such work waits at most. A program that runs for
// so long is hardly disturbed.
const quietPatience = 250 * time.Millisecond

func newGate() *gate {
	g := &gate{quiet: make(chan struct{})}
	close(g.quiet)
	return g
}

// enter counts a running program until leave is called.
func (g *gate) enter() (leave func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running == 0 {
		g.quiet = make(chan struct{})
	}
	g.running++
	return g.leave
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if g.running == 0 {
		close(g.quiet)
	}
}

// wait waits until no program runs, but not longer than quietPatience or ctx.
func (g *gate) wait(ctx context.Context) { g.waitFor(ctx, quietPatience) }

// waitFor is wait with another patience.
func (g *gate) waitFor(ctx context.Context, patience time.Duration) {
	g.mu.Lock()
	quiet := g.quiet
	g.mu.Unlock()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-quiet:
	case <-late.C:
	case <-ctx.Done():
	}
}
