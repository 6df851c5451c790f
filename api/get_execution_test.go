package api

import "testing"

func TestGetExecutionUnknown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, id := range wrongIDs {
		wantProblem(t, f.do(t, "GET", "/api/executions/"+id, ""), 404, codeExecutionNotFound)
		wantProblem(t, f.do(t, "GET", "/api/executions/"+id+"?wait=5", ""), 404, codeExecutionNotFound)
	}
	f.store.failAll(errBoom)
	wantProblem(t, f.do(t, "GET", "/api/executions/"+wrongIDs[0], ""), 500, codeInternal)
}

func TestGetExecutionWithoutWaitDoesNotSubscribe(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil)
	for _, query := range []string{"", "?wait=0", "?wait=0.0"} {
		rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+query, ""), 200)
		if rec["status"] != "QUEUED" {
			t.Errorf("%q: status %v, want QUEUED", query, rec["status"])
		}
	}
	if n := len(f.watcher.subscribed); n != 0 {
		t.Errorf("%d subscriptions, want none", n)
	}
}
