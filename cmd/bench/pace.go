package main

import (
	"context"
	"time"
)

// waitUntil returns at t, or when ctx ends with its error.
func waitUntil(ctx context.Context, t time.Time) error {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return ctx.Err()
	}
}

// pace calls on once for each of n slots of time, at its start, and off, if
// there is one, when 80 % of it are over. A call that is late delays the
// others.
func pace(ctx context.Context, n int, slot time.Duration, on, off func() error) error {
	start := time.Now()
	for range n {
		if err := waitUntil(ctx, start); err != nil {
			return err
		}
		if err := on(); err != nil {
			return err
		}
		if off != nil {
			if err := waitUntil(ctx, start.Add(slot*4/5)); err != nil {
				return err
			}
			if err := off(); err != nil {
				return err
			}
		}
		start = start.Add(slot)
		if now := time.Now(); start.Before(now) {
			start = now
		}
	}
	return nil
}
