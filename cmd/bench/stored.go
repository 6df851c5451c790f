package main

import (
	"context"
	"time"
)

// storedRow is section h.
type storedRow struct {
	Language string       `json:"language"`
	FewN     int          `json:"fewStored"`
	ManyN    int          `json:"manyStored"`
	Few      distribution `json:"few"`
	Many     distribution `json:"many"`
}

// measureStored measures section h: two services take turns, one with few
// executions in its database and one with many.
func (b *bench) measureStored(ctx context.Context) (err error) {
	few, done, err := b.ownStack(ctx, "few", true)
	if err != nil {
		return err
	}
	defer done(&err)
	many, done, err := b.ownStack(ctx, "many", true)
	if err != nil {
		return err
	}
	defer done(&err)
	if err := fill(ctx, few.databaseURL, b.plan.fewStored); err != nil {
		return err
	}
	b.say("h: storing %d executions", b.plan.manyStored)
	if err := fill(ctx, many.databaseURL, b.plan.manyStored); err != nil {
		return err
	}
	for _, rt := range b.runtimes {
		row, err := b.compareStored(ctx, few, many, hellos[rt.ID])
		if err != nil {
			return err
		}
		b.report.Stored = append(b.report.Stored, row)
	}
	return nil
}

func (b *bench) compareStored(ctx context.Context, few, many *stack, h hello) (storedRow, error) {
	var took [2][]time.Duration
	var turns [2]*client
	for i, s := range []*stack{few, many} {
		var err error
		if turns[i], err = s.client(ctx); err != nil {
			return storedRow{}, err
		}
	}
	if err := b.settle(ctx); err != nil {
		return storedRow{}, err
	}
	turn := 0
	err := pace(ctx, 2*b.plan.storedRuns, b.plan.every, func() error {
		d, err := turns[turn%2].run(ctx, h)
		took[turn%2] = append(took[turn%2], d)
		turn++
		return err
	}, nil)
	if err != nil {
		return storedRow{}, err
	}
	return storedRow{h.language, b.plan.fewStored, b.plan.manyStored, summarize(took[0]), summarize(took[1])}, nil
}
