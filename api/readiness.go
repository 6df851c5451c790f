package api

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// probeTimeout bounds each probe, also one that does not heed its context.
const probeTimeout = 2 * time.Second

// probedFor is how long an answer counts, from when it was asked for. Nobody needs
// a key to ask, so a flood of requests must not become one of probes.
const probedFor = time.Second

// readiness asks the parts whether they work, once for all who want to know at
// the same time.
type readiness struct {
	parts []Check
	log   zerolog.Logger

	mu     sync.Mutex
	newest *probing // nil before the first
}

// probing is one time that the parts are asked.
type probing struct {
	began time.Time
	done  chan struct{}
	errs  []error // in the order of the parts, once it is done
}

// errDraining says that the parts no longer matter.
var errDraining = errors.New("draining")

// ask returns what each part says, or errDraining once that is closed, or the
// error of ctx, whichever is first.
func (r *readiness) ask(ctx context.Context, draining <-chan struct{}) ([]error, error) {
	p := r.current()
	select {
	case <-p.done:
		return p.errs, nil
	case <-draining:
		return nil, errDraining
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// current is the probing under way, or else the last one if it is young enough,
// or else a new one.
func (r *readiness) current() *probing {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.newest; p != nil && (!p.isDone() || time.Since(p.began) < probedFor) {
		return p
	}
	r.newest = &probing{began: time.Now(), done: make(chan struct{})}
	go r.run(r.newest)
	return r.newest
}

func (p *probing) isDone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// run does not end with the request that has begun it: others wait too.
func (r *readiness) run(p *probing) {
	defer close(p.done)
	p.errs = probeAll(r.parts)
	for i, err := range p.errs {
		if err != nil {
			r.log.Warn().Err(err).Str("check", r.parts[i].Name).Msg("not ready")
		}
	}
}

// probeAll runs all probes at once and returns their errors in order.
func probeAll(parts []Check) []error {
	ctx, cancel := context.WithTimeout(context.Background(), probeTimeout)
	defer cancel()
	answers := make([]chan error, len(parts))
	for i, c := range parts {
		answers[i] = make(chan error, 1) // a probe that is late can still leave
		go func() { answers[i] <- c.Probe(ctx) }()
	}
	errs := make([]error, len(answers))
	for i, answer := range answers {
		errs[i] = answerOr(ctx, answer)
	}
	return errs
}

// answerOr waits for the answer until ctx ends. One that is there counts, also
// if ctx has ended over another.
func answerOr(ctx context.Context, answer <-chan error) error {
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-answer:
		return err
	default:
		return ctx.Err()
	}
}
