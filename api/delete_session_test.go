package api

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

func TestDeleteSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var asked []uuid.UUID
	f.canceller = func(_ context.Context, id uuid.UUID) { asked = append(asked, id) }
	running := f.execution(t, func(e *executor.Execution) { e.Status = executor.StatusRunning })
	e, err := f.store.Execution(t.Context(), running)
	if err != nil {
		t.Fatal(err)
	}
	waiter, stop := f.watcher.Hub.Subscribe(running)
	defer stop()
	path := "/api/code-sessions/" + e.SessionID.String()

	if w := f.do(t, "DELETE", path, ""); w.Code != 204 || w.Body.Len() != 0 {
		t.Fatalf("DELETE: status %d, body %q; want 204 and none", w.Code, w.Body)
	}
	if !slices.Equal(asked, []uuid.UUID{running}) {
		t.Errorf("workers were asked to end %v, want %v", asked, running)
	}
	select {
	case <-waiter:
	default:
		t.Error("who waits for the execution was not woken")
	}
	for _, gone := range []string{path, path + "/executions"} {
		wantProblem(t, f.do(t, "GET", gone, ""), 404, codeSessionNotFound)
	}
	wantProblem(t, f.do(t, "GET", "/api/executions/"+running.String(), ""), 404, codeExecutionNotFound)
	wantProblem(t, f.do(t, "DELETE", path, ""), 404, codeSessionNotFound)
}
