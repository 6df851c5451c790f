package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// burstRow is one language of section burst.
type burstRow struct {
	Language string       `json:"language"`
	Size     int          `json:"size"`
	Single   distribution `json:"single"`  // runs alone
	Slowest  distribution `json:"slowest"` // the slowest run of each burst
}

// measureBurst measures section burst: in turns, a run alone and as many at
// once as there are warm containers, each when the pool is full. A first burst,
// which does not count, lets the pool grow to that size.
func (b *bench) measureBurst(ctx context.Context) error {
	s, err := b.service(ctx)
	if err != nil {
		return err
	}
	clients, err := s.clients(ctx, b.plan.burstSize())
	if err != nil {
		return err
	}
	for _, rt := range b.runtimes {
		var single, slowest []time.Duration
		if _, err := b.burst(ctx, clients, hellos[rt.ID]); err != nil {
			return err
		}
		for range b.plan.bursts {
			alone, err := b.burst(ctx, clients[:1], hellos[rt.ID])
			if err != nil {
				return err
			}
			together, err := b.burst(ctx, clients, hellos[rt.ID])
			if err != nil {
				return err
			}
			single, slowest = append(single, alone), append(slowest, together)
		}
		b.report.Burst = append(b.report.Burst, burstRow{rt.ID, len(clients), summarize(single), summarize(slowest)})
	}
	return nil
}

// burst has all clients run h at once, and returns the longest round trip.
func (b *bench) burst(ctx context.Context, clients []*client, h hello) (time.Duration, error) {
	if err := b.settle(ctx); err != nil {
		return 0, err
	}
	took, errs := make([]time.Duration, len(clients)), make([]error, len(clients))
	var all sync.WaitGroup
	for i, c := range clients {
		all.Go(func() { took[i], errs[i] = c.run(ctx, h) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return slices.Max(took), nil
}
