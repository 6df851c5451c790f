package api

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestAStoreThatHangsIsUnavailable(t *testing.T) {
	t.Parallel()
	id := "018f3f2e-0000-7000-8000-000000000001"
	for _, call := range []struct{ method, path, body string }{
		{"POST", "/api/code-sessions", ""},
		{"GET", "/api/code-sessions/" + id, ""},
		{"GET", "/api/code-sessions/" + id + "/executions", ""},
		{"POST", "/api/code-sessions/" + id + "/run", goodRun},
		{"GET", "/api/executions/" + id, ""},
		{"GET", "/api/executions/" + id + "?wait=30", ""},
		{"POST", "/api/executions/" + id + "/share", ""},
		{"GET", "/api/executions/" + id + "/share", ""},
		{"DELETE", "/api/code-sessions/" + id + "/share", ""},
		{"GET", "/api/shared/" + newShareToken(), ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t)
			f.store.failWith(func(ctx context.Context, _ string) error {
				<-ctx.Done()
				return errBoom // drivers have errors of their own for this
			})
			start := time.Now()
			wantProblem(t, f.do(t, call.method, call.path, call.body), 503, codeUnavailable)
			if took := time.Since(start); took != storeTimeout {
				t.Errorf("%s %s: took %v, want %v", call.method, call.path, took, storeTimeout)
			}
		})
	}
}
