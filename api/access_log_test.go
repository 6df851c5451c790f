package api

import (
	"strings"
	"testing"
)

func TestAccessLogHasOneLineARequest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	run := f.runPath(t, "")
	id, token := "018f3f2e-0000-7000-8000-000000000001", newShareToken()
	for i, tc := range []struct {
		method, path, body, route, level string
		status                           float64
	}{
		{"GET", "/healthz", "", "/healthz", "debug", 200},
		{"GET", "/readyz", "", "/readyz", "debug", 200},
		{"GET", "/", "", "/", "info", 200},
		{"POST", run, goodRun, "/api/code-sessions/{sessionId}/run", "info", 202},
		{"GET", "/api/executions/" + id + "?wait=0", "", "/api/executions/{executionId}", "info", 404},
		{"GET", "/s/" + token, "", "/s/{token}", "info", 200},
		{"GET", "/api/shared/" + token, "", "/api/shared/{token}", "info", 404},
		{"GET", "/secret/" + id, "", "unknown", "info", 404},
		{"DELETE", "/api/languages", "", "/api/languages", "info", 405},
	} {
		w := f.do(t, tc.method, tc.path, tc.body)
		lines := f.log.entries(t, "request")
		if len(lines) != i+1 {
			t.Fatalf("%s %s: %d lines, want %d", tc.method, tc.path, len(lines), i+1)
		}
		got := lines[i]
		if _, ok := got["duration_ms"].(float64); !ok {
			t.Errorf("%s %s: duration_ms is %v", tc.method, tc.path, got["duration_ms"])
		}
		delete(got, "duration_ms")
		want := map[string]any{
			"message": "request", "method": tc.method, "route": tc.route, "level": tc.level, "status": tc.status,
			"bytes": float64(w.Body.Len()), "request_id": w.Header().Get("X-Request-Id"), "remote_ip": "192.0.2.1",
		}
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s %s: %s is %v, want %v", tc.method, tc.path, name, got[name], want[name])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s %s: logged %v, want only %v", tc.method, tc.path, got, want)
		}
	}
	for _, secret := range []string{id, token, "print(input())", `hi\n`, "secret"} {
		if strings.Contains(f.log.String(), secret) {
			t.Errorf("the log contains %q", secret)
		}
	}
}

func TestAccessLogOfInventedMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.do(t, "INJECT", "/", "")
	if got := f.log.entries(t, "request")[0]["method"]; got != "other" {
		t.Errorf("method %v, want other", got)
	}
}
