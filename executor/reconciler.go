package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
)

// ReconcilerConfig is what a Reconciler needs. All fields but Inputs must be set.
type ReconcilerConfig struct {
	Store     Store
	Queue     Enqueuer
	Publisher Publisher

	// Inputs frees the input of what is given up; it goes by itself if nil.
	Inputs InputDiscarder

	Every time.Duration // between two passes
	Grace time.Duration // how long a QUEUED execution is left to its task

	Log zerolog.Logger
}

// batch is how many executions one pass looks at: first what has lost its worker,
// then what waits, the oldest first. Of the latter the next pass finds the next.
const batch = 1000

// maxTrouble is at how many failures a pass ends. One execution that cannot be
// queued must not keep the others; a queue that is away may take seconds to
// fail each time.
const maxTrouble = 3

// Reconciler finds the executions that have lost their task or their worker.
// The queue may forget and workers may die; the rows do not. Any number of
// reconcilers may run at once.
type Reconciler struct{ cfg ReconcilerConfig }

// NewReconciler returns a Reconciler.
func NewReconciler(cfg ReconcilerConfig) *Reconciler { return &Reconciler{cfg} }

// Run makes a pass at once, which spares nothing that is QUEUED, and then one
// after each interval until ctx ends.
func (r *Reconciler) Run(ctx context.Context) {
	tick := time.NewTicker(r.cfg.Every)
	defer tick.Stop()
	for grace := time.Duration(0); ; grace = r.cfg.Grace {
		if err := r.pass(ctx, grace); err != nil && ctx.Err() == nil {
			r.cfg.Log.Warn().Err(err).Msg("reconciler pass failed")
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *Reconciler) pass(ctx context.Context, grace time.Duration) error {
	due, err := r.cfg.Store.Due(ctx, grace, batch)
	if err != nil {
		return fmt.Errorf("list due executions: %w", err)
	}
	var errs []error
	for _, d := range due {
		if err := r.settle(ctx, d); err != nil {
			errs = append(errs, fmt.Errorf("execution %s: %w", d.ExecutionID, err))
		}
		if len(errs) == maxTrouble {
			break // it is not the execution's; the next pass tries again
		}
	}
	return errors.Join(errs...)
}

// settle gives a due execution a new task, or an end if it has failed too
// often or its end was asked for.
func (r *Reconciler) settle(ctx context.Context, d Due) error {
	termination := TerminationLost
	switch {
	case d.Cancelled:
		termination = TerminationCancelled
	case d.Failures < MaxFailures:
		return r.cfg.Queue.Enqueue(ctx, Task{ExecutionID: d.ExecutionID}, d.Attempts+1)
	}
	err := r.cfg.Store.Abandon(ctx, d.ExecutionID, termination)
	if errors.Is(err, ErrFenced) {
		return nil // another reconciler was faster
	}
	if err != nil {
		return err
	}
	r.cfg.Log.Error().Stringer("execution", d.ExecutionID).Int("attempts", d.Attempts).
		Str("termination", string(termination)).Msg("execution given up")
	r.cfg.Publisher.Publish(ctx, Event{d.ExecutionID, StatusFailed})
	if r.cfg.Inputs != nil {
		r.cfg.Inputs.Discard(d.ExecutionID)
	}
	return nil
}
