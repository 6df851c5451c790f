package docker

import (
	"context"
	"slices"
	"sync"
	"time"
)

// pool keeps warm sessions of each language, each for one job. One goroutine
// fills it, so that refills do not compete with each other; nor do they with
// running programs, see [gate].
type pool struct {
	sb     *Sandbox
	size   int // of each language
	maxAge time.Duration

	mu    sync.Mutex
	since time.Time             // sessions opened before are of no use
	idle  map[string][]*session // by language id, the oldest first
	taken chan struct{}         // receives when there may be something to refill

	stop context.CancelFunc
	done chan struct{}
}

// refillPause follows a refill that has failed.
const refillPause = time.Second

// startPool begins to fill a pool for sb, size containers for each language.
func startPool(sb *Sandbox, size int, maxAge time.Duration) *pool {
	ctx, cancel := context.WithCancel(context.Background())
	p := &pool{
		sb: sb, size: size, maxAge: maxAge,
		idle:  map[string][]*session{},
		taken: make(chan struct{}, 1),
		stop:  cancel,
		done:  make(chan struct{}),
	}
	go p.fill(ctx)
	return p
}

// take returns a live session of the language, or nil if there is none.
func (p *pool) take(language string) *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle[language]) > 0 {
		s := p.idle[language][0]
		p.idle[language] = p.idle[language][1:]
		p.wake()
		if s.alive() && !s.opened.Before(p.since) {
			return s
		}
		p.sb.release(context.Background(), s)
	}
	return nil
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
	case p.taken <- struct{}{}:
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
		p.sb.settle(ctx)
		p.dismiss()
		rt, wanted := p.wanted()
		if wanted {
			p.sb.gate.wait(ctx)
			p.add(ctx, rt)
			continue
		}
		select {
		case <-ctx.Done():
		case <-p.taken:
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
			gone := !s.alive() || time.Since(s.opened) > p.maxAge || s.opened.Before(p.since)
			if gone {
				p.sb.release(context.Background(), s)
			}
			return gone
		})
	}
}

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
