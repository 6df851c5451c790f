package main

import (
	"net/http"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/docker"
)

// metrics is what a process tells of itself at /metrics. Labels are only what
// no user can choose: languages of the catalogue, terminations, routes. What is
// counted is counted by decorators and hooks, so that no part knows of it.
type metrics struct {
	registry *prometheus.Registry
	log      zerolog.Logger
}

// namespace begins the name of each metric of our own.
const namespace = "livecode"

// newMetrics registers what every process tells.
func newMetrics(registry *prometheus.Registry, log zerolog.Logger) *metrics {
	m := &metrics{registry, log}
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	version, goVersion := "unknown", "unknown"
	if build, ok := debug.ReadBuildInfo(); ok {
		version, goVersion = build.Main.Version, build.GoVersion
	}
	m.gauge("build_info", "Always 1; the labels tell what was built.", func() float64 { return 1 },
		"version", version, "goversion", goVersion)
	return m
}

// gauge registers a gauge whose value is asked for at each scrape, so it must be
// quick; NaN is unknown. Labels come in pairs, name and value.
func (m *metrics) gauge(name, help string, value func() float64, labels ...string) {
	constant := prometheus.Labels{}
	for i := 0; i < len(labels); i += 2 {
		constant[labels[i]] = labels[i+1]
	}
	m.auto().NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: name, Help: help, ConstLabels: constant,
	}, value)
}

// counter registers counters that differ in labels.
func (m *metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	return m.auto().NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

// histogram registers histograms of seconds that differ in labels.
func (m *metrics) histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return m.auto().NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Name: name, Help: help, Buckets: buckets,
	}, labels)
}

func (m *metrics) auto() promauto.Factory { return promauto.With(m.registry) }

// handler answers scrapes. Whoever scrapes learns of no causes of errors.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog:            scrapeLog{m.log},
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: 4,
	})
}

// scrapeLog takes what promhttp has to say.
type scrapeLog struct{ log zerolog.Logger }

// Println logs v.
func (l scrapeLog) Println(v ...any) { l.log.Warn().Any("cause", v).Msg("metrics are not complete") }

// languageNames are the values of the label language. A row that another
// version has written may name another one, which counts as "other".
type languageNames []string

func (n languageNames) label(language string) string {
	for _, name := range n {
		if name == language {
			return name
		}
	}
	return "other"
}

// namesOf are the ids of the languages.
func namesOf(runtimes []docker.Runtime) languageNames {
	names := make(languageNames, len(runtimes))
	for i, rt := range runtimes {
		names[i] = rt.ID
	}
	return names
}
