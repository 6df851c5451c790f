package main

import (
	"slices"
	"testing"
	"time"
)

// upTo returns 1 ms to n ms.
func upTo(n int) []time.Duration {
	list := make([]time.Duration, n)
	for i := range list {
		list[i] = time.Duration(i+1) * time.Millisecond
	}
	return list
}

func TestPercentileIsTheNearestRank(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, p, want int
	}{
		{1, 50, 1}, {1, 99, 1},
		{2, 50, 1}, {2, 51, 2},
		{5, 20, 1}, {5, 40, 2}, {5, 50, 3}, {5, 100, 5},
		{100, 50, 50}, {100, 90, 90}, {100, 99, 99}, {100, 100, 100},
		{200, 99, 198}, {201, 99, 199},
	} {
		samples := upTo(c.n)
		if got := percentile(samples, c.p); got != samples[c.want-1] {
			t.Errorf("percentile(1..%d ms, %d) = %v, want %d ms", c.n, c.p, got, c.want)
		}
	}
}

func TestSummarizeTakesSamplesInAnyOrderAndLeavesThemSo(t *testing.T) {
	t.Parallel()
	samples := upTo(100)
	slices.Reverse(samples)
	got := summarize(samples)
	if want := (distribution{N: 100, Mean: 50.5, P50: 50, P90: 90, P99: 99, Max: 100}); got != want {
		t.Errorf("summarize(100..1 ms) = %+v, want %+v", got, want)
	}
	if samples[0] != 100*time.Millisecond {
		t.Errorf("summarize has sorted its argument: the first is %v, want 100ms", samples[0])
	}
}

func TestSummarizeOfNothing(t *testing.T) {
	t.Parallel()
	if got := summarize(nil); got != (distribution{}) {
		t.Errorf("summarize(nil) = %+v, want zeros", got)
	}
}
