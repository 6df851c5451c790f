package main

import "testing"

func TestRatiosJudgeByTheirBounds(t *testing.T) {
	t.Parallel()
	r := &report{
		Paced: []pacedRow{
			{"python", distribution{P50: 12, P99: 40}, &distribution{P50: 10}},
			{"javascript", distribution{P50: 30, P99: 31}, &distribution{P50: 20}},
		},
		Closed: []closedRow{
			{Language: "python", Clients: 1, PerSecond: 10, Fairness: 1},
			{Language: "python", Clients: 4, PerSecond: 18, Fairness: 0.4, Failures: 1},
		},
		Churn: []churnRow{
			{Variant: variantOurs, Parallel: 2, PerSecond: 16}, {Variant: variantOurs, Parallel: 4, PerSecond: 20},
			{Variant: variantDefaults, Parallel: 2, PerSecond: 16},
		},
	}
	got := map[string]ratio{}
	for _, x := range ratios(r) {
		got[x.Name] = x
	}
	for _, want := range []ratio{
		{"d/a p50, taking turns, python", 1.2, 1.5, atMost, true},
		{"d/a p50, taking turns, javascript", 1.5, 1, atMost, false},
		{"d p99/p50, python", 40.0 / 12, 3, atMost, false},
		{"e/c at saturation, python", 0.9, 0.9, atLeast, true},
		{"e failures, python", 1, 0, atMost, false},
		{"e slowest/fastest client, python", 0.4, 0.5, atLeast, false},
		{"c ours/engine's seccomp and IPC", 1.25, 1.1, atLeast, true},
	} {
		if got[want.Name] != want {
			t.Errorf("ratios gave %+v, want %+v", got[want.Name], want)
		}
	}
}

func TestRatiosOfNothing(t *testing.T) {
	t.Parallel()
	if got := ratios(new(report)); len(got) != 0 {
		t.Errorf("ratios of an empty report = %+v, want none", got)
	}
}
