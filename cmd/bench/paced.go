package main

import (
	"context"
	"time"

	"github.com/edtronaut/livecode/executor/docker"
)

// pacedRow is one language of section d.
type pacedRow struct {
	Language string        `json:"language"`
	Latency  distribution  `json:"latency"`
	Bare     *distribution `json:"bare,omitempty"` // in between
}

// measurePaced measures section d: the round trip of a run. If a is wanted,
// the bare interpreter runs in between, when the pool has been filled again.
func (b *bench) measurePaced(ctx context.Context) error {
	s, err := b.service(ctx)
	if err != nil {
		return err
	}
	c, err := s.client(ctx)
	if err != nil {
		return err
	}
	for _, rt := range b.runtimes {
		row, err := b.pacedRuns(ctx, c, rt)
		if err != nil {
			return err
		}
		b.report.Paced = append(b.report.Paced, row)
	}
	return nil
}

func (b *bench) pacedRuns(ctx context.Context, c *client, rt docker.Runtime) (pacedRow, error) {
	var service, plain []time.Duration
	on := func() error {
		took, err := c.run(ctx, hellos[rt.ID])
		service = append(service, took)
		return err
	}
	var off func() error
	if b.plan.wants("a") {
		x, err := b.bareOf(ctx, rt)
		if err != nil {
			return pacedRow{}, err
		}
		off = func() error {
			r, err := x.run(ctx)
			plain = append(plain, r.took)
			return err
		}
	}
	if err := b.settle(ctx); err != nil {
		return pacedRow{}, err
	}
	if err := pace(ctx, b.plan.runs, b.plan.every, on, off); err != nil {
		return pacedRow{}, err
	}
	row := pacedRow{Language: rt.ID, Latency: summarize(service)}
	if off != nil {
		d := summarize(plain)
		row.Bare = &d
	}
	return row, nil
}
