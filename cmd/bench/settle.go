package main

import (
	"context"
	"time"
)

// A machine is quiet when it used less than quietShare of one core in each of
// quietTicks ticks.
const (
	quietTick      = 100 * time.Millisecond
	quietTicks     = 3
	quietShare     = 0.2
	quietPatience  = 30 * time.Second       // a load leaves a larger pool to be filled
	hurriedWaiting = 500 * time.Millisecond // in the short form
)

// settle waits until the machine is quiet: what was measured before has been
// cleared away, and the pool of warm containers is full. On a machine that does
// not become quiet it goes on nevertheless, and the report says so.
func (b *bench) settle(ctx context.Context) error {
	patience := quietPatience
	if b.plan.short {
		patience = hurriedWaiting
	}
	deadline := time.Now().Add(patience)
	ticker := time.NewTicker(quietTick)
	defer ticker.Stop()
	for quiet, last := 0, time.Duration(0); quiet < quietTicks; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		now, err := machineCPU()
		if err != nil {
			return err
		}
		if now-last < time.Duration(quietShare*float64(quietTick)) {
			quiet++
		} else {
			quiet = 0
		}
		last = now
		if quiet < quietTicks && time.Now().After(deadline) {
			b.report.Unquiet++
			return nil
		}
	}
	return nil
}
