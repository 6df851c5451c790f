package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
)

const goodRun = `{"code":"print(input())","language":"python","stdin":"hi\n","extra":[1]}`

func (f *fixture) runPath(t *testing.T, query string) string {
	t.Helper()
	return "/api/code-sessions/" + f.session(t).String() + "/run" + query
}

func TestRunStoresAndQueues(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	w := f.do(t, "POST", f.runPath(t, ""), goodRun)
	e, in := f.store.stored(t)
	if want := fmt.Sprintf(`{"execution_id":"%s","status":"QUEUED"}`+"\n", e.ID); w.Code != 202 || w.Body.String() != want {
		t.Errorf("status %d body %q, want 202 %q", w.Code, w.Body, want)
	}
	if got, want := w.Header().Get("Location"), "/api/executions/"+e.ID.String(); got != want {
		t.Errorf("Location %q, want %q", got, want)
	}
	if e.ID.Version() != 7 || e.Code != "print(input())" || e.Language != "python" ||
		e.Status != executor.StatusQueued || string(in.Stdin) != "hi\n" {
		t.Errorf("stored %+v with input %q", e, in.Stdin)
	}
	if want := (executor.AttemptID{ExecutionID: e.ID, Number: 1}); len(f.queue.tasks) != 1 || f.queue.tasks[0] != want {
		t.Errorf("queued %v, want %v", f.queue.tasks, want)
	}
}

func TestRunWithWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		f.queue.work = func(ctx context.Context, id uuid.UUID) error {
			time.AfterFunc(40*time.Millisecond, func() { f.finish(ctx, id, "done\n") })
			return nil
		}
		start := time.Now()
		rec := decode[map[string]any](t, f.do(t, "POST", f.runPath(t, "?wait=10"), goodRun), 200)
		if took := time.Since(start); took != 40*time.Millisecond {
			t.Errorf("answered after %v, want 40ms", took)
		}
		if rec["status"] != "COMPLETED" || rec["stdout"] != "done\n" || rec["code"] != "print(input())" {
			t.Errorf("record %v, want the finished one", rec)
		}
	})
}

// A program may end before run subscribes to it.
func TestRunWithWaitOfAProgramThatEndedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		f.queue.work = func(ctx context.Context, id uuid.UUID) error {
			f.finish(ctx, id, "")
			return nil
		}
		start := time.Now()
		decode[map[string]any](t, f.do(t, "POST", f.runPath(t, "?wait=30"), goodRun), 200)
		if took := time.Since(start); took != 0 {
			t.Errorf("answered after %v, want at once", took)
		}
	})
}

func TestRunWithWaitThatIsTooShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		start := time.Now()
		w := f.do(t, "POST", f.runPath(t, "?wait=1.5"), goodRun)
		e, _ := f.store.stored(t)
		want := fmt.Sprintf(`{"execution_id":"%s","status":"QUEUED"}`+"\n", e.ID)
		if w.Code != 202 || w.Body.String() != want || w.Header().Get("Location") == "" {
			t.Errorf("status %d body %q, want 202 %q", w.Code, w.Body, want)
		}
		if took := time.Since(start); took != 1500*time.Millisecond {
			t.Errorf("answered after %v, want 1.5s", took)
		}
	})
}

func TestRunAcceptsWhatTheQueueRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.queue.work = func(context.Context, uuid.UUID) error { return errBoom }
	if w := f.do(t, "POST", f.runPath(t, ""), goodRun); w.Code != 202 {
		t.Errorf("status %d body %s, want 202", w.Code, w.Body)
	}
	f.store.stored(t)
	if entries := f.log.entries(t, "not queued yet, the reconciler will"); len(entries) != 1 || entries[0]["level"] != "warn" {
		t.Errorf("logged %v, want one warning", entries)
	}
}

func TestRunDoesNotWaitForAQueueThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		f.queue.work = func(ctx context.Context, _ uuid.UUID) error {
			<-ctx.Done()
			return ctx.Err()
		}
		start := time.Now()
		if w := f.do(t, "POST", f.runPath(t, ""), goodRun); w.Code != 202 {
			t.Errorf("status %d body %s, want 202", w.Code, w.Body)
		}
		if took := time.Since(start); took != enqueueTimeout {
			t.Errorf("answered after %v, want %v", took, enqueueTimeout)
		}
	})
}

// What is stored is queued, also when the client has left in between.
func TestRunQueuesForAClientThatLeft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx, leave := context.WithCancel(t.Context())
	f.queue.work = func(ctx context.Context, _ uuid.UUID) error {
		leave()
		return ctx.Err()
	}
	r := request(t, "POST", f.runPath(t, "?wait=30"), goodRun).WithContext(ctx)
	f.send(r)
	if warnings := f.log.entries(t, "not queued yet, the reconciler will"); len(warnings) != 0 {
		t.Errorf("queueing failed: %v", warnings)
	}
}

func TestRunWithWaitSurvivesReadFailures(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "?wait=5")
	f.store.failWith(func(_ context.Context, method string) error {
		if method == "Execution" {
			return executor.ErrUnavailable
		}
		return nil
	})
	if w := f.do(t, "POST", path, goodRun); w.Code != 202 {
		t.Errorf("status %d body %s, want 202: the execution is stored", w.Code, w.Body)
	}
}

// TestRunWithWaitOfWhatIsDeleted: there is nothing to come back for.
func TestRunWithWaitOfWhatIsDeleted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		f.canceller = func(context.Context, uuid.UUID) {}
		session := "/api/code-sessions/" + f.session(t).String()
		deleted := make(chan struct{})
		time.AfterFunc(time.Second, func() {
			defer close(deleted)
			if w := f.do(t, "DELETE", session, ""); w.Code != 204 {
				t.Errorf("DELETE: status %d, want 204", w.Code)
			}
		})
		wantProblem(t, f.do(t, "POST", session+"/run?wait=10", goodRun), 404, codeExecutionNotFound)
		<-deleted
	})
}

func TestRunFailures(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	wantProblem(t, f.do(t, "POST", "/api/code-sessions/"+newID(t).String()+"/run", goodRun), 404, codeSessionNotFound)
	f.store.failAll(executor.ErrUnavailable)
	w := f.do(t, "POST", path, goodRun)
	wantProblem(t, w, 503, codeUnavailable)
	if w.Header().Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
	f.store.failAll(errBoom)
	w = f.do(t, "POST", path, goodRun)
	wantProblem(t, w, 500, codeInternal)
	if strings.Contains(w.Body.String(), "secret") || len(f.queue.tasks) != 0 {
		t.Errorf("body %s, tasks %v; want no internals and nothing queued", w.Body, f.queue.tasks)
	}
}

// TestRunInteractive: the record says so, of those that are.
func TestRunInteractive(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *Config) { c.Store = executortest.NewStore() })
	session := decode[sessionCreated](t, f.do(t, "POST", "/api/code-sessions", ""), 201).SessionID.String()
	for member, want := range map[string]any{
		"": nil, `,"interactive":null`: nil, `,"interactive":false`: nil, `,"interactive":true`: true, `,"interactive":true,"stdin":"x"`: true,
	} {
		body := `{"code":"x","language":"python"` + member + `}`
		id := decode[runAccepted](t, f.do(t, "POST", "/api/code-sessions/"+session+"/run", body), 202).ExecutionID
		rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String(), ""), 200)
		if got := rec["interactive"]; got != want {
			t.Errorf("%s: interactive is %v in the record, want %v", body, got, want)
		}
	}
}
