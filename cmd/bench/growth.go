package main

import (
	"context"
	"runtime"
)

// growthRow is what the service holds after so many runs.
type growthRow struct {
	Runs   int       `json:"runs"`
	API    footprint `json:"api"`
	Worker footprint `json:"worker"`
}

// measureGrowth measures section i: what a fresh service holds after the first
// runs, in between, and after all of them.
func (b *bench) measureGrowth(ctx context.Context) (err error) {
	s, done, err := b.ownStack(ctx, "growth", true)
	if err != nil {
		return err
	}
	defer done(&err)
	clients, err := s.clients(ctx, 2*runtime.NumCPU())
	if err != nil {
		return err
	}
	p := &b.plan
	ran := 0
	for sample := range p.growthSamples {
		upTo := p.growthFirst + (p.growthRuns-p.growthFirst)*sample/(p.growthSamples-1)
		err := repeat(ctx, len(clients), upTo-ran, func(ctx context.Context, i int) error {
			_, err := clients[i].run(ctx, hellos[p.languages[i%len(p.languages)]])
			return err
		})
		if err != nil {
			return err
		}
		ran = upTo
		if err := b.settle(ctx); err != nil {
			return err
		}
		row, err := s.footprints(ran)
		if err != nil {
			return err
		}
		b.report.Growth = append(b.report.Growth, row)
		b.say("i: %d of %d runs", ran, p.growthRuns)
	}
	return nil
}

func (s *stack) footprints(ran int) (growthRow, error) {
	row := growthRow{Runs: ran}
	var err error
	if row.API, err = footprintOf(s.api.pid()); err != nil {
		return row, err
	}
	row.Worker, err = footprintOf(s.worker.pid())
	return row, err
}
