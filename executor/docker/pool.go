package docker

import (
	"context"
	"slices"
	"sync"
	"time"
)

// pool keeps warm sessions of each language, each for one job. One goroutine
// fills it, so that refills do not compete with each other; and it waits for
// running programs, so that they do not compete with those either.
type pool struct {
	sb     *Sandbox
	size   int // of each language
	maxAge time.Duration

	mu      sync.Mutex
	idle    map[string][]*session // by language id, the oldest first
	running int
	changed chan struct{} // receives when there may be something to do

	stop context.CancelFunc
	done chan struct{}
}

// Refills wait for a moment without a running program, but not longer than
// quietPatience: a program that runs on for so long is hardly disturbed.
const (
	quietPatience = 250 * time.Millisecond
	refillPause   = time.Second // after a refill has failed
)

// startPool begins to fill a pool for sb, size containers for each language.
func startPool(sb *Sandbox, size int, maxAge time.Duration) *pool {
	ctx, cancel := context.WithCancel(context.Background())
	p := &pool{
		sb: sb, size: size, maxAge: maxAge,
		idle:    map[string][]*session{},
		changed: make(chan struct{}, 1),
		stop:    cancel,
		done:    make(chan struct{}),
	}
	go p.fill(ctx)
	return p
}

// take returns a live session of the language, or nil if there is none, and
// counts a running program until leave is called.
func (p *pool) take(language string) (s *session, leave func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running++
	for len(p.idle[language]) > 0 && s == nil {
		s, p.idle[language] = p.idle[language][0], p.idle[language][1:]
		if !s.alive() {
			p.sb.release(context.Background(), s)
			s = nil
		}
	}
	return s, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.running--
		p.wake()
	}
}

// count tells how many sessions of the language wait.
func (p *pool) count(language string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.idle[language])
}

// wake tells the filling goroutine to look.
func (p *pool) wake() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// fill keeps the pool full until ctx ends, and empties it then.
func (p *pool) fill(ctx context.Context) {
	defer close(p.done)
	defer p.drain()
	look := time.NewTicker(time.Second) // for sessions that died or aged
	defer look.Stop()
	for ctx.Err() == nil {
		p.dismiss()
		rt, wanted := p.wanted()
		if wanted && p.awaitQuiet(ctx) {
			p.add(ctx, rt)
			continue
		}
		select {
		case <-ctx.Done():
		case <-p.changed:
		case <-look.C:
		}
	}
}

// wanted names the language that lacks most.
func (p *pool) wanted() (rt Runtime, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	most := 0
	for _, candidate := range p.sb.cfg.Runtimes {
		if lack := p.size - len(p.idle[candidate.ID]); lack > most {
			rt, most = candidate, lack
		}
	}
	return rt, most > 0
}

// awaitQuiet waits until no program runs, or for quietPatience. It reports
// whether ctx still lives.
func (p *pool) awaitQuiet(ctx context.Context) bool {
	patience := time.NewTimer(quietPatience)
	defer patience.Stop()
	for !p.quiet() {
		select {
		case <-ctx.Done():
			return false
		case <-patience.C:
			return true
		case <-p.changed:
		}
	}
	return ctx.Err() == nil
}

func (p *pool) quiet() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.running == 0
}

// add opens one warm session of rt.
func (p *pool) add(ctx context.Context, rt Runtime) {
	s, err := p.sb.openWarm(ctx, rt)
	if err != nil {
		if ctx.Err() == nil {
			p.sb.cfg.Log.Warn().Err(err).Str("language", rt.ID).Msg("a warm container could not be made")
		}
		pause, cancel := context.WithTimeout(ctx, refillPause)
		defer cancel()
		<-pause.Done()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle[rt.ID] = append(p.idle[rt.ID], s)
}

// dismiss lets go of sessions that have died or are too old.
func (p *pool) dismiss() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for language, idle := range p.idle {
		p.idle[language] = slices.DeleteFunc(idle, func(s *session) bool {
			gone := !s.alive() || time.Since(s.opened) > p.maxAge
			if gone {
				p.sb.release(context.Background(), s)
			}
			return gone
		})
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

// close empties the pool and ends its filling.
func (p *pool) close() {
	p.stop()
	<-p.done
}
