package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/docker/preflight"
	"github.com/edtronaut/livecode/executor/wire"
)

// TestMetricsOfThePreflight: a promise that does not hold is told of although
// it is allowed not to; without a probe nothing is known of any.
func TestMetricsOfThePreflight(t *testing.T) {
	t.Parallel()
	var broken string
	var away error
	canary := preflight.New(preflight.Config{
		Probe: func(context.Context) ([]wire.Finding, error) {
			return []wire.Finding{{Check: wire.CheckNetwork, Broken: broken}, {Check: wire.CheckPids, Broken: broken}}, away
		},
		Allow: []string{"network"}, Every: time.Hour, Unfit: func() {}, Fit: func(time.Time) {}, Log: zerolog.Nop(),
	})
	registry := prometheus.NewRegistry()
	m := newMetrics(registry, zerolog.Nop())
	m.watchPreflight(canary)
	want := func(when string, lines ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		m.handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
		for _, line := range lines {
			if !strings.Contains(w.Body.String(), "livecode_preflight_"+line+"\n") {
				t.Errorf("%s, /metrics lacks livecode_preflight_%s:\n%s", when, line, w.Body)
			}
		}
	}
	want("before a probe", "fit 0", `ok{check="network"} NaN`, `ok{check="memory"} NaN`)
	canary.Probe(t.Context())
	want("after a good one", "fit 1", `ok{check="network"} 1`, `ok{check="pids"} 1`)
	broken = "it leaks"
	canary.Probe(t.Context())
	want("after a bad one", "fit 0", `ok{check="network"} 0`, `ok{check="pids"} 0`)
	away = errors.New("no engine")
	canary.Probe(t.Context())
	want("without an engine", "fit 0", `ok{check="network"} NaN`)
	if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
		t.Errorf("GatherAndLint() = %v, %v, want no problems", problems, err)
	}
}
