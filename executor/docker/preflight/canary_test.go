package preflight

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/wire"
)

// errAway is what the engine says in these tests.
var errAway = errors.New("dial unix /run/engine.sock: connection refused")

// cage is a sandbox whose state a test sets, and all that a canary does to it.
type cage struct {
	*Canary
	start time.Time

	mu     sync.Mutex
	broken string // of check network
	err    error
	events []string // with the seconds since start
	log    bytes.Buffer
}

func newCage(allow ...string) *cage {
	c := &cage{start: time.Now()}
	c.Canary = New(Config{
		Probe: func(context.Context) ([]wire.Finding, error) {
			c.note("probe")
			c.mu.Lock()
			defer c.mu.Unlock()
			return []wire.Finding{{Check: wire.CheckUser}, {Check: wire.CheckNetwork, Broken: c.broken}}, c.err
		},
		Allow: allow,
		Every: 5 * time.Minute,
		Unfit: func() { c.note("unfit") },
		Fit:   func(time.Time) { c.note("fit") },
		Log:   zerolog.New(c),
	})
	return c
}

func (c *cage) note(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events = append(c.events, fmt.Sprintf("%s %.0f", what, time.Since(c.start).Seconds()))
}

// Write keeps the log.
func (c *cage) Write(line []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.Write(line)
}

func (c *cage) logged() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.String()
}

// becomes has the next probes find this.
func (c *cage) becomes(broken string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken, c.err = broken, err
}

// since returns the events since the last call.
func (c *cage) since() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	events := c.events
	c.events = nil
	return events
}

// want checks the events since the last call.
func (c *cage) want(t *testing.T, want ...string) {
	t.Helper()
	if got := c.since(); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

// wantErr checks why no job may be taken.
func (c *cage) wantErr(t *testing.T, want string) {
	t.Helper()
	if err := c.Err(); fmt.Sprint(err) != want {
		t.Errorf("Err() = %v, want %v", err, want)
	}
}

// run has the canary run until the function returned is called.
func (c *cage) run(t *testing.T) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// pass lets time pass in the bubble.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestCanaryBeginsUnfit(t *testing.T) {
	t.Parallel()
	c := newCage()
	c.wantErr(t, errNotYet.Error())
	if len(c.State()) != 0 {
		t.Errorf("State() before the first probe = %v, want nothing", c.State())
	}
	c.Probe(t.Context())
	c.wantErr(t, "<nil>")
	c.want(t, "probe 0", "fit 0")
	if state := c.State(); len(state) != 2 || !state[1].Holds() {
		t.Errorf("State() = %+v, want both to hold", state)
	}
}

// TestCanaryRetriesUntilRepaired: the pauses grow up to a minute, and the reason
// is logged each time.
func TestCanaryRetriesUntilRepaired(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCage()
		c.becomes("there is a route", nil)
		c.Probe(t.Context())
		defer c.run(t)()
		pass(200 * time.Second)
		c.want(t, "probe 0", "probe 1", "probe 3", "probe 7", "probe 15", "probe 31", "probe 63", "probe 123", "probe 183")
		c.wantErr(t, "network: there is a route")
		if n := strings.Count(c.logged(), `"error":"network: there is a route"`); n != 9 {
			t.Errorf("the reason was logged %d times, want 9: %s", n, c.logged())
		}
		c.becomes("", nil)
		pass(time.Minute)
		c.want(t, "probe 243", "fit 243")
		c.wantErr(t, "<nil>")
	})
}

// TestCanaryGoesOn: a sandbox that was fit is probed again, about every five
// minutes, and a promise that breaks later counts as much.
func TestCanaryGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCage()
		c.Probe(t.Context())
		defer c.run(t)()
		c.want(t, "probe 0", "fit 0")
		pass(time.Hour)
		if events := c.since(); len(events) < 10 || len(events) > 15 || strings.Contains(fmt.Sprint(events), "fit") {
			t.Errorf("events in an hour: %q, want 10 to 15 probes", events)
		}
		c.becomes("there is a route", nil)
		pass(6*time.Minute + time.Second)
		c.wantErr(t, "network: there is a route")
		if events := c.since(); len(events) < 2 || !strings.HasPrefix(events[1], "unfit") || strings.Count(fmt.Sprint(events), "fit") != 1 {
			t.Errorf("events after a promise broke: %q, want a probe, unfit, and probes", events)
		}
	})
}

// TestCanaryWithoutAnEngine: no container is no broken promise; it says so, and
// takes no jobs all the same. The cause is for the log.
func TestCanaryWithoutAnEngine(t *testing.T) {
	t.Parallel()
	c := newCage("network", "user")
	c.Probe(t.Context())
	c.becomes("", errAway)
	c.Probe(t.Context())
	c.want(t, "probe 0", "fit 0", "probe 0", "unfit 0")
	c.wantErr(t, errImpossible.Error())
	if !strings.Contains(c.logged(), errAway.Error()) {
		t.Errorf("the cause is not in the log: %s", c.logged())
	}
	if len(c.State()) != 0 {
		t.Errorf("State() = %v, want nothing", c.State())
	}
	c.becomes("", nil)
	c.Probe(t.Context())
	c.want(t, "probe 0", "fit 0")
}

// TestCanaryAllows: what the operator allows is found, told of at the start and
// when it changes, and does not count.
func TestCanaryAllows(t *testing.T) {
	t.Parallel()
	c := newCage("network")
	c.becomes("there is a route", nil)
	c.Probe(t.Context())
	c.Probe(t.Context())
	c.want(t, "probe 0", "fit 0", "probe 0")
	c.wantErr(t, "<nil>")
	if state := c.State(); state[1].Holds() || !state[1].Allowed {
		t.Errorf("State() = %+v, want network broken and allowed", state)
	}
	if n := strings.Count(c.logged(), "there is a route"); n != 1 {
		t.Errorf("told %d times, want once: %s", n, c.logged())
	}
	c.becomes("", nil)
	c.Probe(t.Context())
	if !strings.Contains(c.logged(), `"holds":true`) {
		t.Errorf("not told that the check holds now: %s", c.logged())
	}
}

// TestCanaryStops: a probe that is cut off has shown nothing.
func TestCanaryStops(t *testing.T) {
	t.Parallel()
	c := newCage()
	c.Probe(t.Context())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c.becomes("", context.Canceled)
	c.Probe(ctx)
	c.want(t, "probe 0", "fit 0", "probe 0")
	c.wantErr(t, "<nil>")
}
