package api

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// began has a Pace see so many executions begin each second, for so long.
func began(p *executor.Pace, perSecond int, seconds int) {
	for range perSecond * seconds {
		<-time.After(time.Second / time.Duration(perSecond))
		p.Observe(executor.Event{Status: executor.StatusRunning})
	}
}

func withPace(p *executor.Pace) func(*Config) { return func(c *Config) { c.Pace = p } }

// A record tells where an execution stands for as long as it waits, and no longer.
func TestRecordTellsThePlaceInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := &executor.Pace{}
		f := newFixture(t, withPace(pace))
		since := time.Now()
		queued := func(e *executor.Execution) { e.CreatedAt = since }
		first := f.execution(t, queued)
		session := f.store.executions[first].SessionID
		second := f.execution(t, func(e *executor.Execution) { e.SessionID, e.CreatedAt = session, since })
		other := f.execution(t, queued)
		place := func(id uuid.UUID) (position, wait any) {
			rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String(), ""), 200)
			return rec["queuePosition"], rec["estimatedWaitMs"]
		}
		if position, wait := place(second); position != 3.0 || wait != nil {
			t.Errorf("before anything has begun: position %v, wait %v, want 3 and none", position, wait)
		}
		began(pace, 4, 5)
		for id, want := range map[uuid.UUID]float64{first: 1, second: 3, other: 2} {
			if position, wait := place(id); position != want || wait != 250*want {
				t.Errorf("position %v, wait %v, want %v and %v", position, wait, want, 250*want)
			}
		}
		f.finish(t.Context(), first, "")
		<-time.After(backlogAge + time.Millisecond)
		if position, wait := place(first); position != nil || wait != nil {
			t.Errorf("of one that has ended: position %v, wait %v, want none", position, wait)
		}
		if position, _ := place(second); position != 1.0 {
			t.Errorf("after one has ended: position %v, want 1", position)
		}
		late := f.execution(t, queued)
		<-time.After(backlogFresh + time.Millisecond)
		if position, _ := place(late); position != 3.0 {
			t.Errorf("of one that came after the list was read: position %v, want 3", position)
		}
	})
}

// However many ask, the Store is not asked more often for it.
func TestPlacesAreReadTogether(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { f.do(t, "GET", "/api/executions/"+id.String(), "") })
	}
	all.Wait()
	if f.store.looks != 1 {
		t.Errorf("the Store was asked %d times, want once", f.store.looks)
	}
	f.store.failWith(func(_ context.Context, method string) error {
		if method == "Backlog" {
			return executor.ErrUnavailable
		}
		return nil
	})
	g := newFixture(t)
	g.store.failWith(f.store.fail)
	decode[map[string]any](t, g.do(t, "GET", "/api/executions/"+g.execution(t, nil).String(), ""), 200) // without
}

// What waits behind ten thousand others has its place too.
func TestRecordTellsThePlaceInALongQueue(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	session := f.session(t)
	for range 10_000 {
		f.execution(t, func(e *executor.Execution) { e.SessionID = session })
	}
	another := f.execution(t, nil)
	last := f.execution(t, func(e *executor.Execution) { e.SessionID = session })
	for id, want := range map[uuid.UUID]any{another: 2.0, last: 10_002.0} {
		rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String(), ""), 200)
		if got := rec["queuePosition"]; got != want {
			t.Errorf("position %v, want %v", got, want)
		}
	}
}

// However long it takes to read what waits, it takes a twentieth of the time, also
// where it fails, and a client that leaves is nobody else's failure.
func TestLongQueuesAreReadSeldom(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		takes time.Duration
		fails error
		rest  time.Duration
	}{
		"long":       {takes: 100 * time.Millisecond, rest: 2 * time.Second},
		"very long":  {takes: 2 * time.Second, rest: maxBacklogRest},
		"impossible": {takes: 100 * time.Millisecond, fails: executor.ErrUnavailable, rest: 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFixture(t)
				id, reads := f.execution(t, nil), 0
				f.store.failWith(func(ctx context.Context, method string) error {
					if method != "Backlog" {
						return nil
					}
					reads++
					return after(tc.takes, tc.fails)(ctx)
				})
				get := func(ctx context.Context) map[string]any {
					w := f.send(request(t, "GET", "/api/executions/"+id.String(), "").WithContext(ctx))
					return decode[map[string]any](t, w, 200)
				}
				left, leave := context.WithTimeout(t.Context(), tc.takes/2)
				defer leave()
				get(left)
				for turn := range 3 {
					for range 20 {
						if got := get(t.Context())["queuePosition"] != nil; got != (tc.fails == nil) {
							t.Errorf("a position is told: %v, want %v", got, tc.fails == nil)
						}
						<-time.After(tc.rest / 20)
					}
					if reads != turn+2 {
						t.Errorf("%d readings after %d rests of %v, want %d", reads, turn+1, tc.rest, turn+2)
					}
					<-time.After(time.Millisecond)
				}
			})
		})
	}
}

// Who is refused is told when a tenth of what waits has begun.
func TestRefusedRunsAreToldWhenToComeBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err                  error
		perSecond            int
		status               int
		code                 code
		retryAfter, inAnHour string
	}{
		"queue is full":             {executor.ErrQueueFull, 2, 503, codeQueueFull, "6", "60"},    // 11 of 104
		"client is busy":            {executor.ErrClientBusy, 2, 429, codeClientBusy, "26", "60"}, // 51 of 5 clients
		"session is busy":           {executor.ErrSessionBusy, 2, 429, codeSessionBusy, "26", "60"},
		"queue is full and quick":   {executor.ErrQueueFull, 1000, 503, codeQueueFull, "1", "60"},
		"session is busy, and slow": {executor.ErrSessionBusy, 1, 429, codeSessionBusy, "51", "60"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				pace := &executor.Pace{}
				f := newFixture(t, withPace(pace))
				since := time.Now()
				session := f.session(t)
				client := client{network: netip.MustParsePrefix("192.0.2.1/32")}.name() // of httptest
				for range 100 {
					f.execution(t, func(e *executor.Execution) { e.SessionID, e.Client, e.CreatedAt = session, client, since })
				}
				for range 4 { // four clients beside it
					f.execution(t, func(e *executor.Execution) { e.CreatedAt = since })
				}
				f.store.failWith(func(_ context.Context, method string) error {
					if method == "CreateExecution" {
						return tc.err
					}
					return nil
				})
				path := "/api/code-sessions/" + session.String() + "/run"
				w := f.do(t, "POST", path, goodRun)
				if got := w.Header().Get("Retry-After"); got != "5" {
					t.Errorf("before anything has begun: Retry-After %q, want 5", got)
				}
				began(pace, tc.perSecond, 5)
				for _, want := range []string{tc.retryAfter, tc.inAnHour} {
					w := f.do(t, "POST", path, goodRun)
					wantProblem(t, w, tc.status, tc.code)
					if got := w.Header().Get("Retry-After"); got != want {
						t.Errorf("Retry-After %q, want %q", got, want)
					}
					<-time.After(time.Hour) // nothing begins any more
				}
				if lines := f.log.entries(t, "request failed"); len(lines) != 0 {
					t.Errorf("logged %v, want nothing: it is no failure", lines)
				}
			})
		})
	}
}
