package api

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// checks answers each name with its error.
func checks(probes ...Check) func(*Config) {
	return func(cfg *Config) { cfg.Ready = probes }
}

func after(d time.Duration, err error) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-time.After(d):
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func TestReadyzReady(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, checks(
			Check{Name: "database", Probe: after(1900*time.Millisecond, nil)}, Check{Name: "engine", Probe: after(1900*time.Millisecond, nil)}))
		start := time.Now()
		w := f.do(t, "GET", "/readyz", "")
		want := `{"status":"ready","checks":{"database":"ok","engine":"ok"}}` + "\n"
		if w.Code != 200 || w.Body.String() != want {
			t.Errorf("status %d body %s, want 200 %s", w.Code, w.Body, want)
		}
		if took := time.Since(start); took != 1900*time.Millisecond {
			t.Errorf("took %v, want 1.9s: the probes run at once", took)
		}
	})
}

func TestReadyzNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		f := newFixture(t, checks(
			Check{Name: "database", Probe: after(0, nil)},
			Check{Name: "queue", Probe: after(0, errBoom)},
			Check{Name: "engine", Probe: after(time.Hour, nil)},
			Check{Name: "images", Probe: func(context.Context) error { <-release; return nil }}, // heeds no context
		))
		start := time.Now()
		w := f.do(t, "GET", "/readyz", "")
		d := wantProblem(t, w, 503, codeNotReady)
		want := map[string]string{"database": "ok", "queue": "failing", "engine": "failing", "images": "failing"}
		if !maps.Equal(d.Checks, want) || !strings.HasSuffix(d.Detail, ": queue, engine, images.") {
			t.Errorf("checks %v detail %q, want %v", d.Checks, d.Detail, want)
		}
		if took := time.Since(start); took != probeTimeout {
			t.Errorf("took %v, want %v", took, probeTimeout)
		}
		if strings.Contains(w.Body.String(), "boom") || !strings.Contains(f.log.String(), "boom") {
			t.Errorf("the cause belongs in the log alone: %s", w.Body)
		}
	})
}

// TestReadyzTellsPlainReasons: a reason that anyone may read is shown, beside
// others that are not.
func TestReadyzTellsPlainReasons(t *testing.T) {
	t.Parallel()
	f := newFixture(t, checks(
		Check{Name: "sandbox", Probe: after(0, errors.New("network: there is a route")), Plain: true},
		Check{Name: "images", Probe: after(0, nil), Plain: true},
		Check{Name: "engine", Probe: after(0, errBoom)},
	))
	d := wantProblem(t, f.do(t, "GET", "/readyz", ""), 503, codeNotReady)
	want := map[string]string{"sandbox": "failing", "images": "ok", "engine": "failing"}
	if !maps.Equal(d.Checks, want) || !strings.HasSuffix(d.Detail, ": sandbox (network: there is a route), engine.") {
		t.Errorf("checks %v detail %q, want %v and the reason of sandbox alone", d.Checks, d.Detail, want)
	}
}

// A process that shuts down says so at once, whatever its parts do, and has them
// asked no more.
func TestReadyzSaysNoWhileDraining(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		f := newFixture(t, checks(Check{Name: "database", Probe: func(ctx context.Context) error {
			asked.Add(1)
			return after(time.Hour, nil)(ctx)
		}}))
		began := time.Now()
		var all sync.WaitGroup
		wantNo := func(after time.Duration) {
			d := wantProblem(t, f.do(t, "GET", "/readyz", ""), 503, codeNotReady)
			if len(d.Checks) > 0 || !strings.HasSuffix(d.Detail, ": shutting down.") {
				t.Errorf("checks %v detail %q, want shutting down alone", d.Checks, d.Detail)
			}
			if took := time.Since(began); took != after {
				t.Errorf("answered after %v, want %v, when the shutdown had begun", took, after)
			}
		}
		all.Go(func() { wantNo(300 * time.Millisecond) }) // who waits already
		<-time.After(300 * time.Millisecond)
		close(f.draining)
		wantNo(300 * time.Millisecond)
		all.Wait()
		<-time.After(probeTimeout + probedFor) // the answer under way has come, and is old
		wantNo(300*time.Millisecond + probeTimeout + probedFor)
		if n := asked.Load(); n != 1 {
			t.Errorf("the part was asked %d times, want once: nobody wants to know any more", n)
		}
	})
}

// A part that hangs is not the fault of those that were asked after it.
func TestReadyzDoesNotBlameTheNeighbours(t *testing.T) {
	t.Parallel()
	for range 50 { // the fault would be a matter of chance
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t, checks(
				Check{Name: "database", Probe: after(time.Hour, nil)}, Check{Name: "queue", Probe: after(0, nil)}, Check{Name: "engine", Probe: after(0, nil)}))
			d := wantProblem(t, f.do(t, "GET", "/readyz", ""), 503, codeNotReady)
			want := map[string]string{"database": "failing", "queue": "ok", "engine": "ok"}
			if !maps.Equal(d.Checks, want) {
				t.Fatalf("checks %v, want %v", d.Checks, want)
			}
		})
	}
}

// However many ask at the same time, the parts are asked once; who leaves takes
// nobody's answer away.
func TestReadyzAsksOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		f := newFixture(t, checks(Check{Name: "database", Probe: func(ctx context.Context) error {
			asked.Add(1)
			return after(1900*time.Millisecond, nil)(ctx)
		}}))
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, leave)
		var all sync.WaitGroup
		all.Go(func() { f.send(request(t, "GET", "/readyz", "").WithContext(ctx)) })
		<-time.After(1500 * time.Millisecond) // no answer is that old, but one is under way
		for range 100 {
			all.Go(func() {
				if w := f.do(t, "GET", "/readyz", ""); w.Code != 200 {
					t.Errorf("status %d body %s, want 200", w.Code, w.Body)
				}
			})
		}
		all.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("the part was asked %d times for 101 requests at once, want once", n)
		}
	})
}

// A flood costs the parts one question a second, and what they say is true again
// a second later, for better or worse.
func TestReadyzIsASecondOldAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked, broken atomic.Int64
		f := newFixture(t, checks(Check{Name: "database", Probe: func(context.Context) error {
			asked.Add(1)
			if broken.Load() > 0 {
				return errBoom
			}
			return nil
		}}))
		for _, c := range []struct {
			broken int64
			status int
		}{{0, 200}, {1, 503}, {0, 200}} {
			broken.Store(c.broken)
			<-time.After(time.Second)
			for range 10 {
				if w := f.do(t, "GET", "/readyz", ""); w.Code != c.status {
					t.Errorf("status %d a second after the change, want %d", w.Code, c.status)
				}
				<-time.After(10 * time.Millisecond)
			}
		}
		if n := asked.Load(); n != 3 {
			t.Errorf("the part was asked %d times in three seconds, want 3", n)
		}
		if n := strings.Count(f.log.String(), "not ready"); n != 1 {
			t.Errorf("the log has the fault %d times, want once:\n%s", n, f.log.String())
		}
	})
}

// That the process shuts down is said at once.
func TestReadyzKeepsNoAnswerWhileDraining(t *testing.T) {
	t.Parallel()
	f := newFixture(t, checks(Check{Name: "database", Probe: after(0, nil)}))
	if w := f.do(t, "GET", "/readyz", ""); w.Code != 200 {
		t.Fatalf("status %d, want 200", w.Code)
	}
	close(f.draining)
	wantProblem(t, f.do(t, "GET", "/readyz", ""), 503, codeNotReady)
}
