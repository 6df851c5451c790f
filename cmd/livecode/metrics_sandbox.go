package main

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// countedSandbox counts what runs in a sandbox.
type countedSandbox struct {
	executor.Sandbox

	runs *runMetrics
}

var _ executor.Sandbox = countedSandbox{}

// Run counts a run: see executor.Sandbox.
func (s countedSandbox) Run(ctx context.Context, job executor.Job) (executor.Result, error) {
	s.runs.running.Inc()
	defer s.runs.running.Dec()
	r, err := s.Sandbox.Run(ctx, job)
	switch {
	case err == nil:
		s.runs.runs.WithLabelValues(s.runs.languages.label(job.Language)).Observe(r.WallTime.Seconds())
	case ctx.Err() == nil:
		s.runs.errors.WithLabelValues(s.runs.languages.label(job.Language)).Inc()
	}
	return r, err
}
