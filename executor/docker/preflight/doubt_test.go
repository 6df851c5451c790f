package preflight

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestDoubtStopsJobsUntilAProbe: a sandbox that has failed a job is unfit at
// once, and fit again as soon as a probe has shown it.
func TestDoubtStopsJobsUntilAProbe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCage()
		c.Probe(t.Context())
		c.Doubt()
		c.Doubt()
		c.want(t, "probe 0", "fit 0", "unfit 0")
		c.wantErr(t, errDoubt.Error())
		defer c.run(t)()
		pass(0)
		c.want(t, "probe 0", "fit 0")
		c.wantErr(t, "<nil>")
	})
}

// TestAnEngineThatIsBackIsNoticedSoon: however long it was away.
func TestAnEngineThatIsBackIsNoticedSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCage()
		c.Probe(t.Context())
		c.becomes("", errAway)
		c.Doubt()
		defer c.run(t)()
		pass(10 * time.Minute)
		c.wantErr(t, errImpossible.Error())
		c.since()
		c.becomes("", nil)
		pass(awayRetry)
		if events := c.since(); len(events) != 2 {
			t.Errorf("events within %v of the engine's return: %q, want a probe that finds it fit", awayRetry, events)
		}
	})
}
