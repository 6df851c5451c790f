package executor

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestPace(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }
	for name, tc := range map[string]struct {
		perSecond   int
		from, until float64 // when executions began
		since, now  float64
		want        float64
	}{
		"steady":                        {10, 0, 60, 20, 60, 10},
		"only while some waited":        {2, 0, 60, 50, 60, 2},
		"idle before they waited":       {20, 99, 100, 99, 100, 20},
		"more than it remembers":        {500, 0, 10, 0, 10, 500},
		"it waits since a moment":       {1, 0, 60, 60, 60, 0},
		"nothing has begun":             {0, 0, 0, 0, 5, 0},
		"nothing has begun for so long": {10, 0, 10, 0, 100, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p Pace
			for i := 1; float64(i) <= (tc.until-tc.from)*float64(tc.perSecond); i++ {
				p.note(at(tc.from + float64(i)/float64(tc.perSecond)))
			}
			got, known := p.PerSecond(at(tc.since), at(tc.now))
			if known != (tc.want > 0) || got < 0.95*tc.want || got > 1.05*tc.want {
				t.Errorf("PerSecond() = %g, %t, want %g", got, known, tc.want)
			}
		})
	}
}

// A measure is worth something until there is another, or none can be had.
func TestPaceRemembersWhatItMeasured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var p Pace
		began := time.Now()
		for range 50 {
			<-time.After(100 * time.Millisecond)
			p.Observe(Event{Status: StatusRunning})
			p.Observe(Event{Status: StatusCompleted})
		}
		for _, step := range []struct {
			after time.Duration
			since time.Time
			want  float64
		}{{0, began, 10}, {time.Minute, time.Time{}, 0}} {
			<-time.After(step.after)
			if got, _ := p.PerSecond(step.since, time.Now()); got != step.want {
				t.Errorf("after %v: PerSecond() = %g, want %g", time.Since(began), got, step.want)
			}
			if got, _ := p.PerSecond(time.Now(), time.Now()); got != step.want {
				t.Errorf("after %v, for one that waits since now: PerSecond() = %g, want %g", time.Since(began), got, step.want)
			}
		}
	})
}
