package main

import (
	"context"
	"math"
	"strconv"
	"time"
)

// requestBuckets reach to the longest ?wait=.
var requestBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// requests registers the metrics of HTTP requests, and returns what is to be
// told of each.
func (m *metrics) requests() func(route string, status int, took time.Duration) {
	seconds := m.histogram("http_request_duration_seconds", "From the first byte of a request to the last of its answer, ?wait= included.",
		requestBuckets, "route", "status")
	return func(route string, status int, took time.Duration) {
		seconds.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
	}
}

// depthTimeout bounds how long a scrape waits for the queue.
const depthTimeout = 500 * time.Millisecond

// watchQueue registers a gauge of how many executions wait for a worker.
func (m *metrics) watchQueue(depth func(context.Context) (int, error)) {
	m.gauge("queue_depth", "Executions in the queue that no worker has taken; NaN while the queue does not answer.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), depthTimeout)
		defer cancel()
		n, err := depth(ctx)
		if err != nil {
			return math.NaN()
		}
		return float64(n)
	})
}
