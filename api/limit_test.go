package api

import (
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func withRate(perSecond float64, burst int) func(*Config) {
	return func(c *Config) { c.Access.Rate = Rate{perSecond, burst} }
}

// from sends a request from that address.
func (f *fixture) from(t *testing.T, addr, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := request(t, method, path, body)
	r.RemoteAddr = addr
	return f.send(r)
}

// Submissions beyond the burst are refused until a token is there, and
// Retry-After says to the second when that is.
func TestSubmissionsAreLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, withRate(0.5, 3)) // a token every 2 s
		run := f.runPath(t, "")
		for i, want := range []string{`"submissions";r=2;t=2`, `"submissions";r=1;t=4`, `"submissions";r=0;t=6`} {
			path := run
			if i == 1 {
				path = "/api/code-sessions" // from the same bucket
			}
			w := f.do(t, "POST", path, goodRun)
			if w.Code >= 400 || w.Header().Get("RateLimit") != want || w.Header().Get("RateLimit-Policy") != `"submissions";q=3;w=6` {
				t.Errorf("submission %d: status %d, RateLimit %s of %s, want %s", i, w.Code, w.Header().Get("RateLimit"), w.Header().Get("RateLimit-Policy"), want)
			}
		}
		for range 3 { // asking in vain costs nothing
			w := f.do(t, "POST", run, goodRun)
			wantProblem(t, w, 429, codeRateLimited)
			if w.Header().Get("Retry-After") != "2" || w.Header().Get("RateLimit") != `"submissions";r=0;t=6` {
				t.Errorf("Retry-After %q RateLimit %s, want 2 and none left", w.Header().Get("Retry-After"), w.Header().Get("RateLimit"))
			}
		}
		<-time.After(500 * time.Millisecond)
		if w := f.do(t, "POST", run, goodRun); w.Code != 429 || w.Header().Get("Retry-After") != "2" {
			t.Errorf("after 0.5s: status %d, Retry-After %q, want 429 and 2, rounded up", w.Code, w.Header().Get("Retry-After"))
		}
		<-time.After(1500 * time.Millisecond)
		if w := f.do(t, "POST", run, goodRun); w.Code != 202 {
			t.Errorf("after the 2s of Retry-After: status %d, want 202", w.Code)
		}
		if n := len(f.store.executions); n != 3 {
			t.Errorf("%d executions are stored, want 3", n)
		}
	})
}

// Who asks again for what is stored gets the answer and keeps the token, so that
// one is enough for all answers that were lost.
func TestRepeatsAreFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, withRate(1, 3))
		run := f.runPath(t, "")
		for i, path := range []string{"/api/code-sessions", run} {
			first := f.once(t, path, goodRun, "k")
			for range 2 {
				again := f.once(t, path, goodRun, "k")
				wantReplay(t, first, again)
				if got, want := again.Header().Get("RateLimit"), first.Header().Get("RateLimit"); got != want {
					t.Errorf("submission %d: RateLimit %s after the replay, want %s as before", i, got, want)
				}
			}
			<-time.After(time.Second) // for the next one
		}
		if n := len(f.store.executions); n != 1 {
			t.Errorf("%d executions are stored, want 1", n)
		}
	})
}

// Who asks too early is not charged either.
func TestAskingWhileTheFirstIsUnderWayIsFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, withRate(0.001, 2))
		path := f.runPath(t, "?wait=10")
		var all sync.WaitGroup
		all.Go(func() { f.once(t, path, goodRun, "k") })
		synctest.Wait()
		for range 2 {
			w := f.once(t, path, goodRun, "k")
			wantProblem(t, w, 409, codeIdemKeyPending)
			if got := w.Header().Get("RateLimit"); got != `"submissions";r=1;t=1000` {
				t.Errorf("RateLimit %s, want the one token that was there", got)
			}
		}
		wantProblem(t, f.once(t, path, `{"code":"2","language":"python"}`, "k"), 422, codeIdemKeyReused)
		wantProblem(t, f.once(t, path, goodRun, "k"), 429, codeRateLimited)
		all.Wait()
	})
}

// A flood of repeats is one too: no client has more of them for nothing than it
// may submit.
func TestAFloodOfRepeatsIsLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, withRate(0.001, 5))
		path := f.runPath(t, "")
		answered := 0
		for range 100 {
			w := f.once(t, path, goodRun, "k")
			if w.Code != 202 {
				wantProblem(t, w, 429, codeRateLimited)
				continue
			}
			answered++
		}
		if answered != 10 {
			t.Errorf("%d of 100 were answered, want 5 for the tokens and 5 for nothing", answered)
		}
	})
}

// What is given back goes into a bucket that takes no more than the burst, and is
// there for all who ask at once.
func TestGivingBackFillsNoBucketTooFull(t *testing.T) {
	t.Parallel()
	l, now, c := newLimiter(Rate{0.001, 5}, 10), time.Now(), client{key: "alice"}
	if left := l.giveBack(c, now); left != 5 {
		t.Errorf("giveBack() to whom nobody knows = %v, want 5", left)
	}
	l.take(c, now)
	for range 10 {
		if left := l.giveBack(c, now); left != 5 {
			t.Errorf("giveBack() = %v, want 5", left)
		}
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				if _, ok := l.take(c, now); ok {
					l.giveBack(c, now)
				}
			}
		})
	}
	all.Wait()
	taken := 0
	for range 20 {
		if _, ok := l.take(c, now); ok {
			taken++
		}
	}
	if taken != 5 {
		t.Errorf("%d tokens were there in the end, want 5", taken)
	}
}

func TestReadingIsNotLimited(t *testing.T) {
	t.Parallel()
	f := newFixture(t, withRate(0.001, 1))
	id := f.execution(t, nil)
	for range 20 {
		for _, path := range []string{"/api/executions/" + id.String(), "/api/languages", "/", "/healthz"} {
			if w := f.do(t, "GET", path, ""); w.Code != 200 {
				t.Fatalf("GET %s: status %d, want 200", path, w.Code)
			}
		}
	}
}

func TestEachClientHasItsBucket(t *testing.T) {
	t.Parallel()
	f := newFixture(t, withRate(0.001, 1))
	for _, tc := range []struct {
		addr   string
		status int
	}{
		{"192.0.2.1:1", 201}, {"192.0.2.1:2", 429}, {"192.0.2.2:1", 201},
		{"[2001:db8::1]:1", 201}, {"[2001:db8::2]:1", 429}, {"[2001:db8:0:1::1]:1", 201},
		{"@", 201}, {"@", 429},
	} {
		if w := f.from(t, tc.addr, "POST", "/api/code-sessions", ""); w.Code != tc.status {
			t.Errorf("from %s: status %d, want %d", tc.addr, w.Code, tc.status)
		}
	}
}

// With API keys it is the key that counts, wherever it is used, and who has
// none takes nobody's tokens.
func TestEachKeyHasItsBucket(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, withRate(0.001, 1))
	for range 3 {
		wantProblem(t, k.do(t, "POST", "/api/code-sessions", ""), 401, codeAPIKeyRequired)
	}
	for _, tc := range []struct {
		name, addr string
		status     int
	}{{"alice", "192.0.2.1:1", 201}, {"alice", "192.0.2.2:1", 429}, {"bob", "192.0.2.1:1", 201}} {
		r := request(t, "POST", "/api/code-sessions", "")
		r.RemoteAddr = tc.addr
		r.Header.Set("X-API-Key", k.secrets[tc.name])
		if w := k.send(r); w.Code != tc.status {
			t.Errorf("as %s from %s: status %d, want %d", tc.name, tc.addr, w.Code, tc.status)
		}
	}
}

func TestWithoutARateNothingIsSaidOfIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for range 100 {
		w := f.do(t, "POST", "/api/code-sessions", "")
		if w.Code != 201 || w.Header().Get("RateLimit") != "" || w.Header().Get("RateLimit-Policy") != "" {
			t.Fatalf("status %d, headers %v, want 201 without RateLimit", w.Code, w.Header())
		}
	}
}

// Many at once get as many tokens as there are, also when they are the first to
// ask for their bucket.
func TestLimiterUnderLoad(t *testing.T) {
	t.Parallel()
	l, now := newLimiter(Rate{0.001, 5}, 10), time.Now()
	for round := range 6000 {
		c := client{key: strconv.Itoa(round)}
		start, taken := make(chan struct{}), atomic.Int64{}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				<-start
				for range 2 {
					if _, ok := l.take(c, now); ok {
						taken.Add(1)
					}
				}
			})
		}
		close(start)
		all.Wait()
		if n := taken.Load(); n != 5 {
			t.Fatalf("round %d: %d tokens were taken of 5", round, n)
		}
	}
}

// However many clients there are, the memory for them has an end; those that
// asked last are remembered.
func TestLimiterForgetsTheClientsThatAskedLongestAgo(t *testing.T) {
	t.Parallel()
	l := newLimiter(Rate{0.001, 1}, 100)
	now := time.Now()
	for i := range 10_000 {
		network := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 32)
		l.take(client{network: network}, now)
		if _, ok := l.take(client{key: "always there"}, now); ok != (i == 0) {
			t.Fatalf("after %d other clients the bucket of the one that always asks is %t", i, ok)
		}
	}
	if n := l.buckets.Len(); n != 100 {
		t.Errorf("%d clients are remembered, want 100", n)
	}
	if _, ok := l.take(client{network: netip.MustParsePrefix("10.0.0.0/32")}, now); !ok {
		t.Error("the first client is still remembered")
	}
}

func BenchmarkLimiter(b *testing.B) {
	l, now := newLimiter(Rate{1, 10}, maxClients), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		l.take(client{key: "alice"}, now)
	}
}
