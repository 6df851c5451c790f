package api

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

const cancelPath = "/cancel"

// ended is what these tests look at in a record.
type ended struct {
	Status      executor.Status
	Termination executor.Termination
	Stdout      string
}

func TestCancelEndsWhatWaits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.canceller = func(context.Context, uuid.UUID) { t.Error("a worker was asked, and there is none") }
	id := f.execution(t, nil)
	waiter, stop := f.watcher.Hub.Subscribe(id)
	defer stop()
	for range 2 { // again, and again the same
		got := decode[ended](t, f.do(t, "POST", "/api/executions/"+id.String()+cancelPath, ""), 200)
		if got.Status != executor.StatusFailed || got.Termination != executor.TerminationCancelled {
			t.Errorf("cancelled: %+v, want FAILED, cancelled", got)
		}
	}
	select {
	case <-waiter:
	default:
		t.Error("who waits for the execution was not woken")
	}
}

// TestCancelWaitsForTheWorker: what runs is ended by its worker, and the answer
// is what the worker has written.
func TestCancelWaitsForTheWorker(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, func(e *executor.Execution) { e.Status = executor.StatusRunning })
	f.canceller = func(ctx context.Context, asked uuid.UUID) {
		if asked != id {
			t.Errorf("the worker was asked to end %s, want %s", asked, id)
		}
		f.finish(ctx, id, "so far") // it may as well have ended by itself
	}
	got := decode[ended](t, f.do(t, "POST", "/api/executions/"+id.String()+cancelPath, ""), 200)
	if got.Status != executor.StatusCompleted || got.Stdout != "so far" {
		t.Errorf("cancelled: %+v, want the end that came", got)
	}
}

func TestCancelDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, func(e *executor.Execution) { e.Status = executor.StatusRunning })
		f.canceller = func(context.Context, uuid.UUID) {}
		got := decode[ended](t, f.do(t, "POST", "/api/executions/"+id.String()+cancelPath, ""), 202)
		if got.Status != executor.StatusRunning {
			t.Errorf("status %s, want RUNNING", got.Status)
		}
	})
}

func TestCancelRefusals(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	wantProblem(t, f.do(t, "POST", "/api/executions/"+newID(t).String()+cancelPath, ""), 404, codeExecutionNotFound)
	wantProblem(t, f.do(t, "POST", "/api/executions/x"+cancelPath, ""), 404, codeExecutionNotFound)
	wantProblem(t, f.do(t, "GET", "/api/executions/"+newID(t).String()+cancelPath, ""), 405, codeMethodNotAllowed)
	f.store.failAll(executor.ErrUnavailable)
	wantProblem(t, f.do(t, "POST", "/api/executions/"+newID(t).String()+cancelPath, ""), 503, codeUnavailable)
}
