package api

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// once sends a request with an Idempotency-Key.
func (f *fixture) once(t *testing.T, path, body, key string) *httptest.ResponseRecorder {
	t.Helper()
	r := request(t, "POST", path, body)
	r.Header.Set("Idempotency-Key", key)
	return f.send(r)
}

// wantReplay checks that the answer again is first, of an earlier request.
func wantReplay(t *testing.T, first, again *httptest.ResponseRecorder) {
	t.Helper()
	if again.Code != first.Code || again.Body.String() != first.Body.String() ||
		again.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("the second answer is %d %s at %q, want that of the first, %d %s at %q",
			again.Code, again.Body, again.Header().Get("Location"), first.Code, first.Body, first.Header().Get("Location"))
	}
	if first.Header().Get("Idempotent-Replayed") != "" || again.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("Idempotent-Replayed %q, then %q; want none, then true",
			first.Header().Get("Idempotent-Replayed"), again.Header().Get("Idempotent-Replayed"))
	}
}

func TestRepeatedRunIsOneExecution(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	first := f.once(t, path, goodRun, `"k 1"`)
	e, _ := f.store.stored(t)
	if want := fmt.Sprintf(`{"execution_id":"%s","status":"QUEUED"}`+"\n", e.ID); first.Code != 202 || first.Body.String() != want {
		t.Fatalf("status %d body %q, want 202 %q", first.Code, first.Body, want)
	}
	f.finish(t.Context(), e.ID, "") // the answer stays as it was given
	wantReplay(t, first, f.once(t, path, goodRun, `"k 1"`))
	same := `{"extra":2, "stdin": "hi\u000a", "language":"python", "code":"print(input())"}`
	wantReplay(t, first, f.once(t, path, same, `"k 1"`))
	f.store.stored(t)
	if len(f.queue.tasks) != 1 {
		t.Errorf("queued %v, want one task", f.queue.tasks)
	}
}

func TestRepeatedSessionIsOneSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.once(t, "/api/code-sessions", `{"a":1}`, "k")
	if first.Code != 201 {
		t.Fatalf("status %d body %s, want 201", first.Code, first.Body)
	}
	wantReplay(t, first, f.once(t, "/api/code-sessions", `{"a":1}`, `"k"`))
	wantProblem(t, f.once(t, "/api/code-sessions", `{"a":2}`, "k"), 422, codeIdemKeyReused)
	if n := len(f.store.sessions); n != 1 {
		t.Errorf("%d sessions, want 1", n)
	}
}

func TestKeyOfAnotherRequestIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	f.once(t, path, goodRun, "k")
	for _, body := range []string{
		`{"code":"print(2)","language":"python","stdin":"hi\n"}`,
		`{"code":"print(input())","language":"javascript","stdin":"hi\n"}`,
		`{"code":"print(input())","language":"python"}`,
	} {
		wantProblem(t, f.once(t, path, body, "k"), 422, codeIdemKeyReused)
	}
	f.store.stored(t)
}

func TestMalformedKeyIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{f.runPath(t, ""), "/api/code-sessions"} {
		for _, key := range []string{"", `"`, "a b", strings.Repeat("k", 256)} {
			wantProblem(t, f.once(t, path, goodRun, key), 400, codeIdemKeyInvalid)
		}
	}
	if n := len(f.store.executions); n != 0 {
		t.Errorf("%d executions, want none", n)
	}
}

// What was refused or has failed can be sent again, corrected or not.
func TestFailuresLeaveTheKeyFree(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	wantProblem(t, f.once(t, path, `{"code":"","language":"python"}`, "k"), 400, codeInvalidRequest)
	wantProblem(t, f.once(t, path, "{", "k"), 400, codeInvalidJSON)
	wantProblem(t, f.once(t, "/api/code-sessions/"+uuid.NewString()+"/run", goodRun, "k"), 404, codeSessionNotFound)
	f.store.failAll(fmt.Errorf("dial: %w", executor.ErrUnavailable))
	wantProblem(t, f.once(t, path, goodRun, "k"), 503, codeUnavailable)
	f.store.failAll(nil)
	w := f.once(t, path, goodRun, "k")
	if w.Code != 202 || w.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("status %d body %s, want a first 202", w.Code, w.Body)
	}
}

// Without API keys, the sessions keep clients apart, and where there is none
// yet, their networks.
func TestKeysOfOthersDoNotCount(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for range 2 {
		if w := f.once(t, f.runPath(t, ""), goodRun, "k"); w.Code != 202 || w.Header().Get("Idempotent-Replayed") != "" {
			t.Errorf("run in another session: status %d body %s, want a first 202", w.Code, w.Body)
		}
	}
	seen := map[string]bool{}
	for _, from := range []string{"192.0.2.1:1", "192.0.2.2:1", "192.0.2.1:2", "[2001:db8::1]:1", "[2001:db8::2]:1"} {
		r := request(t, "POST", "/api/code-sessions", "")
		r.Header.Set("Idempotency-Key", "k")
		r.RemoteAddr = from
		seen[f.send(r).Body.String()] = true
	}
	if len(seen) != 3 {
		t.Errorf("3 networks got %d sessions: %v", len(seen), seen)
	}
}

// While the first request waits, others with its key learn where to look. Once
// it is answered, they are too.
func TestKeyOfARequestUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path := f.runPath(t, "?wait=10")
		var first *httptest.ResponseRecorder
		var all sync.WaitGroup
		all.Go(func() { first = f.once(t, path, goodRun, "k") })
		synctest.Wait()
		e, _ := f.store.stored(t)
		for _, p := range []string{path, strings.TrimSuffix(path, "?wait=10")} {
			w := f.once(t, p, goodRun, "k")
			wantProblem(t, w, 409, codeIdemKeyPending)
			if got, want := w.Header().Get("Location"), "/api/executions/"+e.ID.String(); got != want || w.Header().Get("Retry-After") != "1" {
				t.Errorf("Location %q Retry-After %q, want %q and 1", got, w.Header().Get("Retry-After"), want)
			}
		}
		wantProblem(t, f.once(t, path, `{"code":"2","language":"python"}`, "k"), 422, codeIdemKeyReused)
		f.finish(t.Context(), e.ID, "done\n")
		all.Wait()
		if rec := decode[map[string]any](t, first, 200); rec["stdout"] != "done\n" {
			t.Errorf("record %v, want the finished one", rec)
		}
		wantReplay(t, first, f.once(t, path, goodRun, "k"))
		f.store.stored(t)
	})
}

// A replay waits as the first request would have, had it come now.
func TestReplayWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path := f.runPath(t, "?wait=2")
		if w := f.once(t, path, goodRun, "k"); w.Code != 202 {
			t.Fatalf("status %d, want 202 after a wait that was too short", w.Code)
		}
		e, _ := f.store.stored(t)
		time.AfterFunc(time.Second, func() { f.finish(t.Context(), e.ID, "done\n") })
		start := time.Now()
		rec := decode[map[string]any](t, f.once(t, path, goodRun, "k"), 200)
		if took := time.Since(start); rec["stdout"] != "done\n" || took != time.Second {
			t.Errorf("record %v after %v, want the finished one after 1s", rec, took)
		}
	})
}

// A client that gives up and comes back is not told to wait for itself.
func TestKeyOfAClientThatLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path := f.runPath(t, "?wait=30")
		ctx, leave := context.WithCancel(t.Context())
		r := request(t, "POST", path, goodRun).WithContext(ctx)
		r.Header.Set("Idempotency-Key", "k")
		time.AfterFunc(time.Second, leave)
		f.send(r)
		w := f.once(t, strings.TrimSuffix(path, "?wait=30"), goodRun, "k")
		if w.Code != 202 || w.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("status %d body %s, want a replayed 202", w.Code, w.Body)
		}
	})
}

// Where an API dies while a client waits, the key is free of it when that wait
// would have been over.
func TestKeyThatIsNeverSettled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path := f.runPath(t, "?wait=5")
		f.store.failWith(func(_ context.Context, method string) error {
			if method == "SettleKey" {
				return errBoom
			}
			return nil
		})
		start := time.Now()
		f.once(t, path, goodRun, "k")
		if took := time.Since(start); took != 5*time.Second {
			t.Fatalf("the first answer came after %v, want 5s", took)
		}
		if w := f.once(t, path, goodRun, "k"); w.Code != 202 || w.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("status %d body %s, want a replayed 202", w.Code, w.Body)
		}
	})
}

func TestKeyCountsForADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path := f.runPath(t, "")
		first := f.once(t, path, goodRun, "k")
		<-time.After(24*time.Hour - time.Nanosecond)
		wantReplay(t, first, f.once(t, path, goodRun, "k"))
		<-time.After(time.Nanosecond)
		if w := f.once(t, path, `{"code":"2","language":"python"}`, "k"); w.Code != 202 || w.Header().Get("Idempotent-Replayed") != "" {
			t.Errorf("after a day: status %d body %s, want a first 202", w.Code, w.Body)
		}
		if n := len(f.store.executions); n != 2 {
			t.Errorf("%d executions, want 2", n)
		}
	})
}

// When the first request was answered, a replay does not know.
func TestReplayDoesNotClaimTheAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path, accepted := f.runPath(t, "?wait=10"), time.Now()
		f.queue.work = func(_ context.Context, id uuid.UUID) error {
			f.endAfter(t, 300*time.Millisecond, id, accepted)
			return nil
		}
		first := timelineOf(decode[map[string]any](t, f.once(t, path, goodRun, "k"), 200))
		<-time.After(time.Hour)
		again := timelineOf(decode[map[string]any](t, f.once(t, path, goodRun, "k"), 200))
		if first["answered"] == nil || again["answered"] != nil || again["saved"] != first["saved"] {
			t.Errorf("timeline %v, and an hour later %v; want the same without answered", first, again)
		}
	})
}
