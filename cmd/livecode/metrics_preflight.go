package main

import (
	"math"

	"github.com/edtronaut/livecode/executor/docker/preflight"
)

// watchPreflight registers gauges of what was proven last of the sandbox.
func (m *metrics) watchPreflight(canary *preflight.Canary) {
	m.gauge("preflight_fit", "1 while this worker takes jobs: what must hold of the sandbox was proven; 0 otherwise.",
		func() float64 { return oneIf(canary.Err() == nil) })
	for _, name := range preflight.Names() {
		m.gauge("preflight_ok", "1 if this promise of the sandbox held at the last probe, 0 if not, allowed or not; NaN without a probe.",
			func() float64 { return held(canary.State(), name) }, "check", name)
	}
}

// held is 1 if the check of that name held, 0 if not, and NaN if it was not
// made.
func held(checks []preflight.Check, name string) float64 {
	for _, c := range checks {
		if c.Name == name {
			return oneIf(c.Holds())
		}
	}
	return math.NaN()
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
