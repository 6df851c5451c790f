package docker

import (
	"context"
	"sync"
	"time"
)

// pool keeps warm sessions of each language, each for one job. How many is
// [demand]'s to say; when there is time to make and remove them, [gate]'s.
type pool struct {
	sb     *Sandbox
	maxAge time.Duration
	now    func() time.Time // for demand and ages

	mu      sync.Mutex
	since   time.Time // sessions opened before are of no use
	demand  *demand
	idle    map[string][]*session // by language id, the oldest first
	coming  map[string]int        // sessions that are being made
	without []string              // languages for which there is no memory, as logged last

	changed chan struct{} // receives when there may be something to do
	tenders sync.WaitGroup
	stop    context.CancelFunc
}

// startPool begins to fill a pool for sb.
func startPool(sb *Sandbox) *pool {
	ctx, cancel := context.WithCancel(context.Background())
	languages := make([]string, len(sb.cfg.Runtimes))
	for i, rt := range sb.cfg.Runtimes {
		languages[i] = rt.ID
	}
	p := &pool{
		sb: sb, maxAge: sb.cfg.WarmAge, now: sb.cfg.Now,
		demand:  newDemand(languages, sb.cfg.PoolSize, sb.cfg.PoolMemory, sb.cfg.Now()),
		idle:    map[string][]*session{},
		coming:  map[string]int{},
		changed: make(chan struct{}, 1),
		stop:    cancel,
	}
	p.wake()
	p.tenders.Go(func() { p.remind(ctx) })
	for range sb.gate.lanes {
		p.tenders.Go(func() { p.tend(ctx) })
	}
	return p
}

// take returns a live session of the language, or nil if there is none.
func (p *pool) take(language string) *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.demand.took(language, p.now())
	defer p.wake()
	for len(p.idle[language]) > 0 {
		s := p.idle[language][0]
		p.idle[language] = p.idle[language][1:]
		if p.good(s) {
			return s
		}
		p.sb.release(context.Background(), s)
	}
	return nil
}

// good reports whether s may be given a job.
func (p *pool) good(s *session) bool { return s.alive() && !s.opened.Before(p.since) }

// Renew has all warm containers replaced that were begun before since.
func (sb *Sandbox) Renew(since time.Time) { sb.pool.renew(since) }

// renew has all sessions replaced that were opened before since, those too that
// are being opened.
func (p *pool) renew(since time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.since = since
	p.wake()
}

// count tells how many sessions of the language wait, and how many should.
func (p *pool) count(language string) (warm, target int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	targets, _ := p.demand.targets(p.now())
	return len(p.idle[language]), targets[language]
}

// memory tells what the sessions take that wait, in bytes.
func (p *pool) memory() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held()
}

// held is what memory tells, for who has the lock.
func (p *pool) held() (bytes int64) {
	for _, idle := range p.idle {
		for _, s := range idle {
			bytes += s.memory()
		}
	}
	return bytes
}

// wake tells a tender to look.
func (p *pool) wake() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// drain lets go of all sessions.
func (p *pool) drain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, idle := range p.idle {
		for _, s := range idle {
			p.sb.release(context.Background(), s)
		}
	}
	clear(p.idle)
}

// close ends the tending of the pool, and empties it.
func (p *pool) close() {
	p.stop()
	p.tenders.Wait()
	p.drain()
}
