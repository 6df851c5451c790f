package main_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// scrape is what a service tells at /metrics.
type scrape struct {
	t        *testing.T
	text     string
	families map[string]*dto.MetricFamily
}

func (s *service) scrape() scrape {
	s.t.Helper()
	resp, err := http.Get(s.url + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("GET /metrics = %d, %v, want 200", resp.StatusCode, err)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(text)))
	if err != nil {
		s.t.Fatalf("GET /metrics: %v in\n%s", err, text)
	}
	return scrape{s.t, string(text), families}
}

// value is that of the series of this name and these labels, "name=value", or
// how often a histogram was observed; -1 if there is none.
func (s scrape) value(name string, labels ...string) float64 {
	s.t.Helper()
	for _, m := range s.families[name].GetMetric() {
		var found []string
		for _, pair := range m.GetLabel() {
			found = append(found, pair.GetName()+"="+pair.GetValue())
		}
		if fmt.Sprint(found) == fmt.Sprint(labels) {
			return m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return -1
}

// awaitMetric waits until a series has that value.
func (s *service) awaitMetric(want float64, name string, labels ...string) {
	s.t.Helper()
	eventually(s.t, patience, func() (bool, string) {
		got := s.scrape().value(name, labels...)
		return got == want, fmt.Sprintf("%s%v = %v, want %v", name, labels, got, want)
	})
}

func (s scrape) want(want float64, name string, labels ...string) {
	s.t.Helper()
	if got := s.value(name, labels...); got != want {
		s.t.Errorf("%s%v = %v, want %v", name, labels, got, want)
	}
}

// TestMetricsTellWhatHappened: after runs of each kind, what is counted is what
// was done, it is well formed, and it tells nothing of anybody.
func TestMetricsTellWhatHappened(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), "POOL_SIZE=1", "WORKER_CONCURRENCY=1")
	s.awaitMetric(1, "livecode_warm_containers", "language=python")
	s.awaitMetric(1, "livecode_warm_containers", "language=javascript")
	before, session := s.scrape(), s.session()
	refilled := func(n float64, language string) {
		s.awaitMetric(before.value("livecode_refill_seconds", language)+n, "livecode_refill_seconds", language)
	}
	s.await(s.submit(session, "python", "print('a-secret')"))
	refilled(1, "language=python")
	s.await(s.submit(session, "python", "raise SystemExit(3)"))
	refilled(2, "language=python")
	id := s.submit(session, "javascript", "process.kill(process.pid, 'SIGKILL')")
	s.await(id)
	refilled(1, "language=javascript")
	s.call("GET", "/api/nothing/a-secret", nil)

	m := s.scrape()
	m.want(2, "livecode_warm_hits_total", "language=python")
	m.want(0, "livecode_warm_misses_total", "language=python")
	m.want(1, "livecode_warm_hits_total", "language=javascript")
	m.want(2, "livecode_executions_ended_total", "language=python", "termination=exited")
	m.want(1, "livecode_executions_ended_total", "language=javascript", "termination=signaled")
	m.want(0, "livecode_executions_ended_total", "language=javascript", "termination=oom")
	m.want(2, "livecode_run_seconds", "language=python")
	m.want(3, "livecode_queue_wait_seconds")
	m.want(0, "livecode_queue_depth")
	m.want(0, "livecode_running")
	m.want(1, "livecode_warm_target", "language=python")
	m.want(3, "livecode_http_request_duration_seconds", "route=/api/code-sessions/{sessionId}/run", "status=2xx")
	m.want(1, "livecode_http_request_duration_seconds", "route=unknown", "status=4xx")
	if got := m.value("livecode_warm_memory_bytes"); got < 8<<20 || got > 80<<20 {
		t.Errorf("two warm containers take %v bytes", got)
	}
	problems, err := promlint.New(strings.NewReader(m.text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v, %v", problems, err)
	}
	for _, private := range []string{session, id, "a-secret", s.Worker(), s.dir, strings.TrimPrefix(s.url, "http://")} {
		if strings.Contains(m.text, private) {
			t.Errorf("/metrics tells %q", private)
		}
	}
}

// TestMetricsOfMisses: without warm containers each run is a miss.
func TestMetricsOfMisses(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), "POOL_SIZE=0")
	for range 2 {
		s.run("python", "print(1)")
	}
	m := s.scrape()
	m.want(0, "livecode_warm_hits_total", "language=python")
	m.want(2, "livecode_warm_misses_total", "language=python")
	m.want(0, "livecode_refill_seconds", "language=python")
	m.want(0, "livecode_warm_memory_bytes")
}

// TestMetricsOfEachRole: a worker with a port tells of runs, an API of requests,
// and neither of what it has not.
func TestMetricsOfEachRole(t *testing.T) {
	t.Parallel()
	environment := []string{"DATABASE_URL=" + postgrestest.New(t), "REDIS_URL=" + redistest.New(t)}
	api, _ := stackOf(t, 0, environment...)
	worker := start(t, "worker", t.TempDir(), append([]string{"PORT=0"}, environment...)...)
	api.run("python", "print(1)")
	ofWorker, ofAPI := worker.scrape(), api.scrape()
	ofWorker.want(1, "livecode_executions_ended_total", "language=python", "termination=exited")
	ofWorker.want(0, "livecode_queue_depth")
	ofAPI.want(-1, "livecode_executions_ended_total", "language=python", "termination=exited")
	ofAPI.want(0, "livecode_queue_depth")
	ofAPI.want(1, "livecode_http_request_duration_seconds", "route=/api/code-sessions", "status=2xx")
	for _, m := range []scrape{ofWorker, ofAPI} {
		if m.families["livecode_build_info"] == nil || m.families["go_goroutines"] == nil || m.families["process_open_fds"] == nil {
			t.Errorf("/metrics lacks build, Go or process: %s", m.text)
		}
	}
}
