package executor

import (
	"sync"
	"time"
)

// How far back a Pace looks, and how many executions it remembers.
const (
	paceWindow = 30 * time.Second
	paceMemory = 1024
)

// Pace knows how quickly executions begin, of all workers. The zero value is
// ready. It may be used concurrently.
type Pace struct {
	mu    sync.Mutex
	began [paceMemory]time.Time // a ring
	next  int
	last  float64 // what was measured last
}

// Observe notes when an execution begins: see [Hub].
func (p *Pace) Observe(e Event) {
	if e.Status == StatusRunning {
		p.note(time.Now())
	}
}

func (p *Pace) note(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.began[p.next%paceMemory] = at
	p.next++
}

// PerSecond is how many executions have begun in a second while some waited
// without a break, which they have since then; so it is what the workers can do,
// and not what was asked of them. It reports false where that is not known: they
// have waited too shortly, or nothing begins.
func (p *Pace) PerSecond(since, now time.Time) (float64, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	from := now.Add(-paceWindow)
	if since.After(from) {
		from = since
	}
	n, oldest := 0, now
	for i := range min(p.next, paceMemory) {
		if at := p.began[i]; at.After(from) {
			n++
			if at.Before(oldest) {
				oldest = at
			}
		}
	}
	if n == paceMemory {
		from = oldest // it does not remember more
	}
	took := now.Sub(from)
	switch {
	case n > 0 && took > 0:
		p.last = float64(n) / took.Seconds()
	case took >= paceWindow: // the workers are away
		p.last = 0
	}
	return p.last, p.last > 0
}
