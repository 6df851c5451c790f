package main

import (
	"context"
	"time"
)

// idleRow is section g, each in percent of one core.
type idleRow struct {
	Seconds  float64 `json:"seconds"`
	API      float64 `json:"apiPercent"`
	Worker   float64 `json:"workerPercent"`
	Redis    float64 `json:"redisPercent"`
	Postgres float64 `json:"postgresPercent"`
	Sum      float64 `json:"sumPercent"`
}

// measureIdle measures section g: processor time while nothing is asked for.
func (b *bench) measureIdle(ctx context.Context) error {
	s, err := b.service(ctx)
	if err != nil {
		return err
	}
	if err := b.settle(ctx); err != nil {
		return err
	}
	roots := []int{s.api.pid(), s.worker.pid(), b.stores.redis.PID(), b.stores.postmaster}
	start := time.Now()
	before, err := cpuOf(roots)
	if err != nil {
		return err
	}
	if err := waitUntil(ctx, start.Add(b.plan.idle)); err != nil {
		return err
	}
	after, err := cpuOf(roots)
	if err != nil {
		return err
	}
	elapsed := time.Since(start)
	var sum float64
	share := make([]float64, len(roots))
	for i := range roots {
		share[i] = 100 * over(float64(after[i]-before[i]), float64(elapsed))
		sum += share[i]
	}
	b.report.Idle = &idleRow{elapsed.Seconds(), share[0], share[1], share[2], share[3], sum}
	return nil
}

// cpuOf is the processor time of each of these processes and its descendants.
func cpuOf(roots []int) ([]time.Duration, error) {
	list := make([]time.Duration, len(roots))
	for i, pid := range roots {
		var err error
		if list[i], err = treeCPU(pid); err != nil {
			return nil, err
		}
	}
	return list, nil
}
