package main

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Idempotency keys whose time is over count for nothing, so that there is no
// hurry: a batch is small enough not to hold others up.
const (
	forgetEvery = 10 * time.Minute
	forgetBatch = 500
)

// keyForgetter deletes idempotency keys of some age; see persistence.Store.
type keyForgetter interface {
	ForgetKeys(ctx context.Context, age time.Duration, limit int) (int, error)
}

// startForgetting deletes the idempotency keys whose time is over, now and then
// until stop is called. Any number of processes may do so at once.
func startForgetting(ctx context.Context, store keyForgetter, log zerolog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(forgetEvery)
		defer tick.Stop()
		for ctx.Err() == nil {
			if err := forgetKeys(ctx, store); err != nil && ctx.Err() == nil {
				log.Warn().Err(err).Msg("forgetting idempotency keys failed")
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}

// forgetKeys deletes all whose time is over, a batch at a time.
func forgetKeys(ctx context.Context, store keyForgetter) error {
	for {
		n, err := store.ForgetKeys(ctx, executor.KeyLifetime, forgetBatch)
		if err != nil || n < forgetBatch {
			return err
		}
	}
}
