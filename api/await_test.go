package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// In a synctest bubble time stands still until everything waits, so elapsed
// time is exact.

func TestWaitEndsWithTheExecution(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		const runs = 1300 * time.Millisecond
		time.AfterFunc(runs, func() { f.finish(t.Context(), id, "hi\n") })
		start := time.Now()
		rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", ""), 200)
		if took := time.Since(start); took != runs {
			t.Errorf("answered after %v, want %v", took, runs)
		}
		if rec["status"] != "COMPLETED" || rec["stdout"] != "hi\n" {
			t.Errorf("record %v, want the finished one", rec)
		}
		if n := f.store.readCount(); n != 3 {
			t.Errorf("%d reads of the store, want 3: at the start, after 1 s, at the end", n)
		}
	})
}

// Nobody who waits for the end has the store read for anything else: a run that
// ends within a second costs its client one read.
func TestWaitIsForTheEndAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		call  func(f *fixture, t *testing.T, id uuid.UUID) *httptest.ResponseRecorder
		reads int
	}{
		"of an execution": {func(f *fixture, t *testing.T, id uuid.UUID) *httptest.ResponseRecorder {
			return f.do(t, "GET", "/api/executions/"+id.String()+"?wait=10", "")
		}, 2},
		"of a run": {func(f *fixture, t *testing.T, _ uuid.UUID) *httptest.ResponseRecorder {
			return f.do(t, "POST", "/api/code-sessions/"+f.session(t).String()+"/run?wait=10", goodRun)
		}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t)
			id := f.execution(t, nil)
			answer := make(chan *httptest.ResponseRecorder)
			go func() { answer <- c.call(f, t, id) }()
			id = <-f.watcher.subscribed
			synctest.Wait()
			f.store.update(id, func(e *executor.Execution) { e.Status = executor.StatusRunning })
			f.watcher.Publish(t.Context(), executor.Event{ExecutionID: id, Status: executor.StatusRunning})
			synctest.Wait()
			f.finish(t.Context(), id, "")
			rec := decode[map[string]any](t, <-answer, 200)
			if rec["status"] != "COMPLETED" || f.store.readCount() != c.reads {
				t.Errorf("%s: status %v after %d reads, want COMPLETED after %d", name, rec["status"], f.store.readCount(), c.reads)
			}
		})
	}
}

func TestWaitTimesOut(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]time.Duration{"30": 30 * time.Second, "2.5": 2500 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t)
			id := f.execution(t, nil)
			start := time.Now()
			rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait="+query, ""), 200)
			if took := time.Since(start); took != want || rec["status"] != "QUEUED" {
				t.Errorf("%v after %v, want QUEUED after %v", rec["status"], took, want)
			}
			if most := 2 + int(want/lookEvery); f.store.readCount() > most {
				t.Errorf("%d reads of the store, want %d at most", f.store.readCount(), most)
			}
		})
	}
}

// A wake-up may be lost: what the store says counts, and soon.
func TestWaitSeesAnEndWithoutAWakeUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		const runs = 3500 * time.Millisecond
		time.AfterFunc(runs, func() {
			f.store.update(id, func(e *executor.Execution) { e.Status = executor.StatusFailed })
		})
		start := time.Now()
		rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", ""), 200)
		if late := time.Since(start) - runs; rec["status"] != "FAILED" || late > lookEvery {
			t.Errorf("status %v, %v after the end, want FAILED within %v", rec["status"], late, lookEvery)
		}
	})
}

func TestWaitOnATerminalExecutionIsNoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, func(e *executor.Execution) { e.Status = executor.StatusTimeout })
		start := time.Now()
		decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", ""), 200)
		if took := time.Since(start); took != 0 {
			t.Errorf("answered after %v, want at once", took)
		}
	})
}

func TestDrainingAnswersWaiters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id, session := f.execution(t, nil), f.session(t)
		time.AfterFunc(time.Second, func() { close(f.draining) })
		start := time.Now()
		answers := make(chan *httptest.ResponseRecorder, 2)
		go func() { answers <- f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", "") }()
		go func() { answers <- f.do(t, "POST", "/api/code-sessions/"+session.String()+"/run?wait=30", goodRun) }()
		codes := map[int]int{}
		for range 2 {
			w := <-answers
			codes[w.Code]++
			if !strings.Contains(w.Body.String(), `"QUEUED"`) {
				t.Errorf("answer %s, want QUEUED", w.Body)
			}
		}
		if codes[200] != 1 || codes[202] != 1 {
			t.Errorf("statuses %v, want one 200 and one 202", codes)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("answered after %v, want 1s", took)
		}
	})
}

func TestClientLeavingFreesTheWait(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id, session := f.execution(t, nil), f.session(t)
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	for _, call := range []struct{ method, path, body string }{
		{"GET", "/api/executions/" + id.String() + "?wait=30", ""},
		{"POST", "/api/code-sessions/" + session.String() + "/run?wait=30", goodRun},
	} {
		ctx, leave := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, call.method, server.URL+call.path, strings.NewReader(call.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		go func() {
			<-f.watcher.subscribed
			leave()
		}()
		answer, err := server.Client().Do(r)
		if err == nil {
			_ = answer.Body.Close()
			t.Fatalf("%s %s: status %d, want the request to be cancelled", call.method, call.path, answer.StatusCode)
		}
	}
	left := time.Now()
	server.Close() // returns once both handlers have
	if took := time.Since(left); took > 10*time.Second {
		t.Errorf("the handlers went on for %v after the clients left", took)
	}
	if n := f.watcher.open(); n != 0 {
		t.Errorf("%d subscriptions are open after the clients left", n)
	}
	for _, entry := range f.log.entries(t, "request") {
		if entry["status"] != 499.0 {
			t.Errorf("logged %v, want status 499", entry)
		}
	}
	if failures := f.log.entries(t, "request failed"); len(failures) != 0 {
		t.Errorf("a client that left is logged as our failure: %v", failures)
	}
}

// The deadline for reading a request must not end one that has been read.
func TestWaitOutlivesTheReadTimeout(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	server := httptest.NewUnstartedServer(f)
	server.Config = NewServer("", f)
	server.Config.ReadTimeout = 50 * time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	id := f.execution(t, nil)
	go func() {
		watched := <-f.watcher.subscribed
		<-time.After(4 * server.Config.ReadTimeout)
		f.finish(t.Context(), watched, "late")
	}()
	answer, err := server.Client().Get(server.URL + "/api/executions/" + id.String() + "?wait=10")
	if err != nil {
		t.Fatalf("GET: %v", err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("status %d, want 200", answer.StatusCode)
	}
	server.Client().CloseIdleConnections()
}

func TestManyWaitersWakeAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		time.AfterFunc(time.Second, func() { f.finish(t.Context(), id, "") })
		start := time.Now()
		statuses := make(chan string, 50)
		for range cap(statuses) {
			go func() {
				w := f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", "")
				statuses <- fmt.Sprint(w.Code, strings.Contains(w.Body.String(), `"COMPLETED"`))
			}()
		}
		for range cap(statuses) {
			if got := <-statuses; got != "200 true" {
				t.Errorf("got %s, want 200 and COMPLETED", got)
			}
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v, want 1s", took)
		}
	})
}

// Subscribing comes before reading, so an execution that ends in between is
// not waited for.
func TestWaitMissesNothingBetweenSubscribingAndReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		first := true
		f.store.failWith(func(ctx context.Context, _ string) error {
			if first { // at the first read: subscribed, and not read yet
				first = false
				go f.finish(ctx, id, "")
				synctest.Wait()
			}
			return nil
		})
		start := time.Now()
		decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", ""), 200)
		if took := time.Since(start); took != 0 {
			t.Errorf("answered after %v, want at once", took)
		}
	})
}

func TestWaitEndsWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil)
	f.store.failAll(executor.ErrUnavailable)
	wantProblem(t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", ""), 503, codeUnavailable)
	if got := <-f.watcher.subscribed; got != id || id == uuid.Nil {
		t.Errorf("subscribed to %v, want %v", got, id)
	}
}
