package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edtronaut/livecode/executor/docker"
)

// poolMetrics count what becomes of warm containers.
type poolMetrics struct {
	languages              languageNames
	hits, misses, failures *prometheus.CounterVec
	refills                *prometheus.HistogramVec
}

var _ docker.Observer = (*poolMetrics)(nil)

// refillBuckets are around what a container takes: 0.1 s on an idle machine,
// and 10 s before it is given up.
var refillBuckets = []float64{.05, .075, .1, .15, .2, .3, .5, 1, 2, 5, 10}

// pool registers the metrics of a pool of these languages.
func (m *metrics) pool(languages languageNames) *poolMetrics {
	p := &poolMetrics{
		languages: languages,
		hits:      m.counter("warm_hits_total", "Runs in a container that was warm.", "language"),
		misses:    m.counter("warm_misses_total", "Runs for which a container had to be made.", "language"),
		failures:  m.counter("refill_failures_total", "Warm containers that could not be made.", "language"),
		refills:   m.histogram("refill_seconds", "How long making a warm container took, without the wait for a calm moment.", refillBuckets, "language"),
	}
	for _, language := range languages { // begin at zero
		p.hits.WithLabelValues(language)
		p.misses.WithLabelValues(language)
		p.failures.WithLabelValues(language)
		p.refills.WithLabelValues(language)
	}
	return p
}

// Taken counts a hit or a miss.
func (p *poolMetrics) Taken(language string, warm bool) {
	c := p.misses
	if warm {
		c = p.hits
	}
	c.WithLabelValues(p.languages.label(language)).Inc()
}

// Refilled counts a refill that took so long, or one that failed.
func (p *poolMetrics) Refilled(language string, took time.Duration, err error) {
	if err != nil {
		p.failures.WithLabelValues(p.languages.label(language)).Inc()
		return
	}
	p.refills.WithLabelValues(p.languages.label(language)).Observe(took.Seconds())
}

// watchPool registers gauges of how many warm containers there are and should
// be, and of their memory.
func (m *metrics) watchPool(sandbox *docker.Sandbox, languages languageNames) {
	for _, language := range languages {
		m.gauge("warm_containers", "Warm containers that wait for a program.",
			func() float64 { return float64(sandbox.Warm(language)) }, "language", language)
		m.gauge("warm_target", "Warm containers that there should be at present.",
			func() float64 { return float64(sandbox.Target(language)) }, "language", language)
	}
	m.gauge("warm_memory_bytes", "Memory of the warm containers, which POOL_MEMORY bounds.",
		func() float64 { return float64(sandbox.WarmMemory()) })
}
