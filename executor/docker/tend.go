package docker

import (
	"context"
	"time"
)

// refillPause follows a refill that has failed.
const refillPause = time.Second

// remind has the pool looked at each second, for sessions that have died or
// aged and for demand that has gone.
func (p *pool) remind(ctx context.Context) {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			p.sb.settle(ctx)
			p.wake()
		}
	}
}

// tend does what there is to do until ctx ends. There is a tender for each
// lane of the gate.
func (p *pool) tend(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.changed:
		}
		for p.next(false).some() && ctx.Err() == nil {
			done := p.sb.gate.wait(ctx, making)
			var err error
			if ctx.Err() == nil {
				err = p.do(ctx, p.next(true))
			}
			done()
			if err != nil {
				pause(ctx, refillPause)
			}
		}
	}
}

// step is one thing to do for the pool: to add a session or to drop one.
type step struct {
	add  *Runtime
	drop *session
}

func (s step) some() bool { return s.add != nil || s.drop != nil }

// do takes a step. An error means that a session could not be made.
func (p *pool) do(ctx context.Context, s step) error {
	switch {
	case s.add != nil:
		p.wake() // another tender, for what else there is
		return p.add(ctx, *s.add)
	case s.drop != nil:
		p.wake()
		p.sb.dispose(ctx, s.drop)
	}
	return nil
}

// add makes one warm session of rt.
func (p *pool) add(ctx context.Context, rt Runtime) error {
	began := time.Now()
	s, err := p.sb.openWarm(ctx, rt)
	p.mu.Lock()
	p.coming[rt.ID]--
	if err == nil {
		p.idle[rt.ID] = append(p.idle[rt.ID], s)
		p.demand.refilled(rt.ID, s.memory(), p.now())
	}
	p.mu.Unlock()
	if ctx.Err() != nil {
		return err // nobody waits for it any more
	}
	p.sb.cfg.Observer.Refilled(rt.ID, time.Since(began), err)
	if err != nil {
		p.sb.cfg.Log.Warn().Err(err).Str("language", rt.ID).Msg("a warm container could not be made")
	}
	return err
}

// pause waits for so long, or until ctx ends.
func pause(ctx context.Context, long time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	<-ctx.Done()
}
