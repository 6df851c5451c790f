package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMetricsAreServedWhereThereAreAny(t *testing.T) {
	t.Parallel()
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("up 1\n")) })
	with := newFixture(t, func(cfg *Config) { cfg.Metrics = answer })
	if w := with.do(t, "GET", "/metrics", ""); w.Code != http.StatusOK || w.Body.String() != "up 1\n" {
		t.Errorf("GET /metrics = %d, %q, want 200 and the metrics", w.Code, w.Body)
	}
	if w := with.do(t, "POST", "/metrics", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST /metrics = %d, want 405", w.Code)
	}
	if lines := with.log.entries(t, "request"); lines[0]["level"] != "debug" {
		t.Errorf("a scrape is logged as %v, want debug", lines[0])
	}
	if w := newFixture(t).do(t, "GET", "/metrics", ""); w.Code != http.StatusNotFound {
		t.Errorf("GET /metrics without any = %d, want 404", w.Code)
	}
	probes := &fixture{Handler: NewProbes(Config{Metrics: answer})}
	if w := probes.do(t, "GET", "/metrics", ""); w.Code != http.StatusOK {
		t.Errorf("GET /metrics beside probes = %d, want 200", w.Code)
	}
}

// TestRequestsAreObserved: by their routes' templates, and never by what is in
// the place of a template's parameters.
func TestRequestsAreObserved(t *testing.T) {
	t.Parallel()
	var got []string
	f := newFixture(t, func(cfg *Config) {
		cfg.Observe = func(route string, status int, took time.Duration) {
			got = append(got, fmt.Sprint(route, " ", status, " ", took > 0))
		}
	})
	run := f.runPath(t, "")
	f.do(t, "POST", run, goodRun)
	f.do(t, "GET", "/api/executions/"+strings.Repeat("7", 36), "")
	f.do(t, "GET", "/secret", "")
	f.do(t, "INJECT", "/healthz", "")
	want := []string{
		"/api/code-sessions/{sessionId}/run 202 true",
		"/api/executions/{executionId} 404 true",
		"unknown 404 true",
		"/healthz 405 true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("observed %q, want %q", got, want)
	}
}
