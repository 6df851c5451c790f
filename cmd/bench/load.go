package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxFailures is how often a client fails before it gives up.
const maxFailures = 10

// load is what clients got done in a window of time.
type load struct {
	perClient []int
	latencies []time.Duration
	failures  int
	failure   error // the first
	window    time.Duration
	cpu       time.Duration // of the whole machine
}

// saturate has each client call work in a closed loop. What ends within the
// window, which begins after the warm-up, counts.
func saturate(ctx context.Context, clients int, warmUp, window time.Duration, work func(client int) error) (load, error) {
	from := time.Now().Add(warmUp)
	to := from.Add(window)
	each := make([]load, clients)
	var all sync.WaitGroup
	for i := range each {
		all.Go(func() {
			for time.Now().Before(to) && ctx.Err() == nil && each[i].failures < maxFailures {
				each[i].call(from, to, func() error { return work(i) })
			}
		})
	}
	cpu, err := cpuBetween(ctx, from, to)
	all.Wait()
	if err != nil {
		return load{}, err
	}
	l := load{window: window, cpu: cpu}
	for _, one := range each {
		l.perClient = append(l.perClient, len(one.latencies))
		l.take(one)
	}
	return l, nil
}

// call does one piece of work, and counts it if it ends between from and to.
func (l *load) call(from, to time.Time, work func() error) {
	start := time.Now()
	err := work()
	end := time.Now()
	switch {
	case err != nil:
		l.fail(err)
	case !end.Before(from) && end.Before(to):
		l.latencies = append(l.latencies, end.Sub(start))
	}
}

func (l *load) fail(err error) {
	l.failures++
	if l.failure == nil {
		l.failure = err
	}
}

// take adds what another has counted.
func (l *load) take(other load) {
	l.latencies = append(l.latencies, other.latencies...)
	l.failures += other.failures
	if l.failure == nil {
		l.failure = other.failure
	}
}

// join adds another window.
func (l *load) join(other load) {
	l.take(other)
	l.window += other.window
	l.cpu += other.cpu
}

// perSecond is the throughput.
func (l *load) perSecond() float64 { return over(float64(len(l.latencies)), l.window.Seconds()) }

// cpuPerCall is the machine's CPU time for each call, in milliseconds.
func (l *load) cpuPerCall() float64 { return over(milliseconds(l.cpu), float64(len(l.latencies))) }

// fairness is what the slowest client got done over what the fastest did.
func (l *load) fairness() float64 {
	return over(float64(slices.Min(l.perClient)), float64(slices.Max(l.perClient)))
}

// message is the first failure in words.
func (l *load) message() string {
	if l.failure == nil {
		return ""
	}
	return l.failure.Error()
}

// cpuBetween tells what the machine's processors do between two moments to
// come.
func cpuBetween(ctx context.Context, from, to time.Time) (time.Duration, error) {
	if err := waitUntil(ctx, from); err != nil {
		return 0, err
	}
	before, err := machineCPU()
	if err != nil {
		return 0, err
	}
	if err := waitUntil(ctx, to); err != nil {
		return 0, err
	}
	after, err := machineCPU()
	return after - before, err
}

// repeat has clients share n calls of work. It ends at the first error.
func repeat(ctx context.Context, clients, n int, work func(ctx context.Context, client int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var taken atomic.Int64
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for ctx.Err() == nil && taken.Add(1) <= int64(n) {
				if err := work(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}
