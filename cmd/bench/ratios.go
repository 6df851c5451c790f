package main

import (
	"slices"
	"strconv"
)

// ratio is one figure over another, or another figure that has a bound.
type ratio struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Bound  float64 `json:"bound,omitempty"` // none if zero, unless it is a count
	Sense  string  `json:"sense,omitempty"` // of the bound: atMost or atLeast; empty is none
	Within bool    `json:"within"`
}

const (
	atMost  = "atMost"
	atLeast = "atLeast"
)

func bounded(name string, value float64, sense string, bound float64) ratio {
	r := ratio{Name: name, Value: value, Sense: sense, Bound: bound}
	r.Within = sense == atMost && value <= bound || sense == atLeast && value >= bound
	return r
}

func unbounded(name string, value float64) ratio {
	return ratio{Name: name, Value: value, Within: true}
}

// bareBound is what the service may take over the bare interpreter.
var bareBound = map[string]float64{"javascript": 1, "python": 1.5}

// ratios draws the conclusions from what was measured.
func ratios(r *report) []ratio {
	return slices.Concat(pacedRatios(r), burstRatios(r), closedRatios(r), churnRatios(r),
		submitRatios(r), idleRatios(r), storedRatios(r), growthRatios(r))
}

func pacedRatios(r *report) (list []ratio) {
	for _, d := range r.Paced {
		if d.Bare != nil {
			list = append(list, bounded("d/a p50, taking turns, "+d.Language, over(d.Latency.P50, d.Bare.P50), atMost, bareBound[d.Language]))
		}
		for _, a := range r.Bare {
			if a.Language == d.Language {
				list = append(list, unbounded("d/a p50, a on a quiet machine, "+d.Language, over(d.Latency.P50, a.Latency.P50)))
			}
		}
		list = append(list, bounded("d p99/p50, "+d.Language, over(d.Latency.P99, d.Latency.P50), atMost, 3))
		for _, b := range r.Cold {
			if b.Language == d.Language {
				list = append(list, unbounded("b/d p50, "+d.Language, over(b.Latency.P50, d.Latency.P50)))
			}
		}
	}
	return list
}

func burstRatios(r *report) (list []ratio) {
	for _, b := range r.Burst {
		list = append(list,
			bounded("burst's slowest/single, median, "+b.Language, over(b.Slowest.P50, b.Single.P50), atMost, 2),
			bounded("burst's slowest/single, worst, "+b.Language, over(b.Slowest.Max, b.Single.P50), atMost, 2))
	}
	return list
}

func closedRatios(r *report) (list []ratio) {
	var languages []string
	for _, e := range r.Closed {
		if !slices.Contains(languages, e.Language) {
			languages = append(languages, e.Language)
		}
	}
	for _, language := range languages {
		list = append(list, closedRatiosOf(r, language)...)
	}
	return list
}

func closedRatiosOf(r *report, language string) (list []ratio) {
	var most float64
	failures, fairness := 0, 1.0
	for _, e := range r.Closed {
		if e.Language == language {
			most = max(most, e.PerSecond)
			failures += e.Failures
			fairness = min(fairness, e.Fairness)
		}
	}
	if len(r.Churn) > 0 {
		list = append(list,
			bounded("e/c at saturation, "+language, over(most, r.churned(variantOurs)), atLeast, 0.9),
			unbounded("e/c with hello, at saturation, "+language, over(most, r.churned(variantHello+language))))
	}
	return append(list,
		bounded("e failures, "+language, float64(failures), atMost, 0),
		bounded("e slowest/fastest client, "+language, fairness, atLeast, 0.5))
}

// churned is the best throughput of a variant of c.
func (r *report) churned(name string) (most float64) {
	for _, c := range r.Churn {
		if c.Variant == name {
			most = max(most, c.PerSecond)
		}
	}
	return most
}

func churnRatios(r *report) (list []ratio) {
	if len(r.Churn) == 0 {
		return nil
	}
	ours, defaults := r.churned(variantOurs), r.churned(variantDefaults)
	list = append(list,
		bounded("c ours/engine's seccomp and IPC", over(ours, defaults), atLeast, 1.1),
		unbounded("c ours/engine's network too", over(ours, r.churned(variantNetwork))))
	if crun := r.churned(variantCrun); crun > 0 {
		list = append(list, bounded("c ours with crun/engine's seccomp and IPC", over(crun, defaults), atLeast, 1.3))
	}
	return list
}

func submitRatios(r *report) (list []ratio) {
	for _, f := range r.Submit {
		if f.Clients == 1 {
			list = append(list, bounded("f p50 in ms", f.Latency.P50, atMost, 5))
		} else {
			list = append(list, bounded("f a second, "+strconv.Itoa(f.Clients)+" clients", f.PerSecond, atLeast, 500))
		}
	}
	return list
}

func idleRatios(r *report) []ratio {
	if r.Idle == nil {
		return nil
	}
	return []ratio{bounded("g in % of a core", r.Idle.Sum, atMost, 3)}
}

func storedRatios(r *report) (list []ratio) {
	for _, h := range r.Stored {
		list = append(list, bounded("h p50 many/few stored, "+h.Language, over(h.Many.P50, h.Few.P50), atMost, 1.1))
	}
	return list
}

func growthRatios(r *report) []ratio {
	if len(r.Growth) == 0 {
		return nil
	}
	first, last := r.Growth[0], r.Growth[len(r.Growth)-1]
	of := func(name string, last, first int64) ratio {
		return bounded("i "+name+" last/first", over(float64(last), float64(first)), atMost, 1.1)
	}
	return []ratio{
		of("api memory", last.API.RSSBytes, first.API.RSSBytes),
		of("api descriptors", last.API.Descriptors, first.API.Descriptors),
		of("worker memory", last.Worker.RSSBytes, first.Worker.RSSBytes),
		of("worker descriptors", last.Worker.Descriptors, first.Worker.Descriptors),
	}
}
