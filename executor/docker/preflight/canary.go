package preflight

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/wire"
)

// Config is what a Canary needs. All fields but Allow must be set.
type Config struct {
	// Probe proves on a new sandbox what is promised. Its error means that
	// there was none.
	Probe func(context.Context) ([]wire.Finding, error)

	// Allow names the checks that may fail.
	Allow []string

	// Every is the time between two probes of a sandbox that is fit, give or
	// take a fifth, so that many workers on one machine keep out of step.
	Every time.Duration

	// Unfit is called when jobs must not be taken any longer, Fit when they
	// may be taken again, for a probe that began at since. A Canary begins
	// as unfit, without a call.
	Unfit func()
	Fit   func(since time.Time)

	Log zerolog.Logger
}

// The pause after the first of several probes in a row that show no fit
// sandbox, and the longest one; each is twice the one before.
const (
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// awayRetry is the longest pause where no container can be made: that costs
// little to find out, and what waits is to run soon after an engine is back.
const awayRetry = 4 * time.Second

// What Err says where there are no findings to judge. The cause is for the log.
var (
	errNotYet     = errors.New("it has not been proven yet what the sandbox promises")
	errDoubt      = errors.New("a program could not be run; it is being proven again what the sandbox promises")
	errImpossible = errors.New("it cannot be proven what the sandbox promises: no container can be made")
)

// Canary knows whether the sandbox is fit to run programs: it has it proven at
// the start, and then again and again.
type Canary struct {
	cfg Config

	change sync.Mutex    // one change of mind at a time, its call of Fit or Unfit included
	doubts chan struct{} // receives when a probe is to be made at once

	mu     sync.Mutex
	checks []Check // as found last
	err    error   // why no job may be taken, in words that anyone may read
}

// New returns a Canary that has proven nothing yet.
func New(cfg Config) *Canary {
	return &Canary{cfg: cfg, doubts: make(chan struct{}, 1), err: errNotYet}
}

// Doubt says that the sandbox has failed a job: no other is taken until a probe,
// which is made at once, has shown that it is fit. It may be called concurrently.
func (c *Canary) Doubt() {
	c.change.Lock()
	if c.Err() == nil {
		_ = c.set(c.State(), errDoubt)
		c.cfg.Unfit()
		c.cfg.Log.Warn().Err(errDoubt).Msg("no job is taken until the sandbox keeps what it promises")
	}
	c.change.Unlock()
	select {
	case c.doubts <- struct{}{}:
	default: // it will be made
	}
}

// Err is nil if programs may run. Otherwise it says plainly why not.
func (c *Canary) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// State returns what the last probe found of each promise; nothing if there was
// none yet, or no container to make it on.
func (c *Canary) State() []Check {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.checks)
}

// Run probes after each interval until ctx ends; after one that shows no fit
// sandbox, sooner, so that a repaired engine is noticed.
func (c *Canary) Run(ctx context.Context) {
	retry := firstRetry
	for {
		pause := min(retry, c.cfg.Every)
		switch err := c.Err(); {
		case err == nil:
			pause, retry = jitter(c.cfg.Every), firstRetry
		case errors.Is(err, errImpossible):
			retry = min(2*retry, awayRetry)
		default:
			retry = min(2*retry, lastRetry)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-c.doubts:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
		c.Probe(ctx)
	}
}

// jitter is d, give or take a fifth.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64()))
}

// Probe has the promises proven now and calls Fit or Unfit if that has changed
// anything. It is not to be called concurrently.
//
// Without a container there is no proof, so an engine that is away makes unfit
// too: what is queued waits for it, rather than fail on it three times.
func (c *Canary) Probe(ctx context.Context) {
	began := time.Now()
	found, cause := c.cfg.Probe(ctx)
	if ctx.Err() != nil {
		return // we are to stop, which proves nothing
	}
	var checks []Check
	err := errImpossible
	if cause == nil {
		checks = Judge(found, c.cfg.Allow)
		err = Verdict(checks)
		c.tellAllowed(checks)
	}
	c.change.Lock()
	defer c.change.Unlock()
	was := c.set(checks, err)
	switch {
	case err == nil && was != nil:
		c.cfg.Log.Info().Dur("took", time.Since(began)).Msg("the sandbox keeps what it promises")
		c.cfg.Fit(began)
	case err != nil:
		if was == nil {
			c.cfg.Unfit()
		}
		c.cfg.Log.Error().Err(err).AnErr("cause", cause).Msg("no job is taken until the sandbox keeps what it promises")
	}
}

// set keeps the outcome of a probe and returns the verdict before it.
func (c *Canary) set(checks []Check, err error) (was error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, c.checks, c.err = c.err, checks, err
	return was
}

// tellAllowed warns of the promises that need not hold, at the start and
// whenever one begins to hold or ceases to.
func (c *Canary) tellAllowed(now []Check) {
	before := map[string]string{}
	for _, check := range c.State() {
		before[check.Name] = check.Broken
	}
	for _, check := range now {
		broken, known := before[check.Name]
		if check.Allowed && (!known || broken != check.Broken) {
			c.cfg.Log.Warn().Str("check", check.Name).Bool("holds", check.Holds()).Str("broken", check.Broken).
				Msg("PREFLIGHT_ALLOW lets programs run without this promise")
		}
	}
}
