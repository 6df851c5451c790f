package main

import (
	"context"
	"fmt"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
)

// measureCold measures section b: the sandbox of the service, but each
// container made when the program is there.
func (b *bench) measureCold(ctx context.Context) error {
	for _, rt := range b.runtimes {
		row, err := b.coldRuns(ctx, rt)
		if err != nil {
			return err
		}
		b.report.Cold = append(b.report.Cold, row)
	}
	return nil
}

func (b *bench) coldRuns(ctx context.Context, rt docker.Runtime) (latencyRow, error) {
	sandbox := b.sandbox(0, rt)
	defer sandbox.Close()
	if err := b.settle(ctx); err != nil {
		return latencyRow{}, err
	}
	before, err := machineCPU()
	if err != nil {
		return latencyRow{}, err
	}
	var took []time.Duration
	for range b.plan.coldRuns {
		start := time.Now()
		if err := runCold(ctx, sandbox, hellos[rt.ID]); err != nil {
			return latencyRow{}, err
		}
		took = append(took, time.Since(start))
	}
	after, err := machineCPU()
	return latencyRow{rt.ID, summarize(took), milliseconds(after-before) / float64(len(took))}, err
}

func runCold(ctx context.Context, sandbox *docker.Sandbox, h hello) error {
	r, err := sandbox.Run(ctx, executor.Job{Language: h.language, Code: h.code})
	if err != nil {
		return err
	}
	if r.Status() != executor.StatusCompleted {
		return fmt.Errorf("the %s program ended as %s", h.language, r.Termination)
	}
	return h.check(string(r.Stdout.Kept))
}
