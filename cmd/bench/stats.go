package main

import (
	"slices"
	"time"
)

// distribution sums up durations, in milliseconds.
type distribution struct {
	N    int     `json:"n"`
	Mean float64 `json:"meanMs"`
	P50  float64 `json:"p50Ms"`
	P90  float64 `json:"p90Ms"`
	P99  float64 `json:"p99Ms"`
	Max  float64 `json:"maxMs"`
}

// summarize returns the distribution of samples, in any order.
func summarize(samples []time.Duration) distribution {
	if len(samples) == 0 {
		return distribution{}
	}
	sorted := slices.Sorted(slices.Values(samples))
	return distribution{
		N:    len(sorted),
		Mean: milliseconds(total(sorted)) / float64(len(sorted)),
		P50:  milliseconds(percentile(sorted, 50)),
		P90:  milliseconds(percentile(sorted, 90)),
		P99:  milliseconds(percentile(sorted, 99)),
		Max:  milliseconds(sorted[len(sorted)-1]),
	}
}

// percentile returns the smallest of sorted that at least p percent of them do
// not exceed: the nearest-rank method, which never makes up a value. Sorted
// must not be empty, and p from 1 to 100.
func percentile(sorted []time.Duration, p int) time.Duration {
	rank := (p*len(sorted) + 99) / 100
	return sorted[rank-1]
}

func total(samples []time.Duration) (sum time.Duration) {
	for _, s := range samples {
		sum += s
	}
	return sum
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// over divides, and gives 0 where nothing was measured.
func over(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
