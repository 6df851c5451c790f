package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/persistence"
)

// budget is how much is kept. What is zero is no bound.
type budget struct {
	Age        time.Duration // of executions, and of sessions that hold none
	Executions int64         // the newest so many
	Sessions   int64         // the newest so many, and those that hold executions
	Bytes      int64         // of the newest executions, see persistence.Size
}

const (
	// retentionGrace is how long what has ended stays, whatever the budgets,
	// so that whoever waits for it can have it.
	retentionGrace = 10 * time.Minute

	// sweepPage and measurePage are how many rows are looked at at once.
	sweepPage   = 200
	measurePage = 1000
)

// retentionStore deletes in batches; see persistence.Store.
type retentionStore interface {
	PurgeSession(ctx context.Context) (found bool, err error)
	BeyondNumber(ctx context.Context, n int64) (uuid.UUID, error)
	SessionsBeyondNumber(ctx context.Context, n int64) (uuid.UUID, error)
	MeasureSize(ctx context.Context, z persistence.Size, budget int64, limit int) (persistence.Size, error)
	SweepExecutions(ctx context.Context, w persistence.Sweep) (persistence.Swept, error)
	SweepSessions(ctx context.Context, w persistence.Sweep) (persistence.Swept, error)
}

// retainer deletes what is beyond the budget, in small batches.
type retainer struct {
	store  retentionStore
	budget budget
	dryRun bool

	// deleted is told how many executions or sessions a batch has removed.
	deleted func(kind string, n int)

	// rest is called between two batches, the last of which took so long. Its
	// error ends the pass.
	rest func(ctx context.Context, took time.Duration) error
}

// The kinds of what is deleted.
const (
	kindExecution = "execution"
	kindSession   = "session"
)

// purge removes what deleted sessions have left.
func (r *retainer) purge(ctx context.Context) error {
	return r.batches(ctx, func() (done bool, err error) {
		found, err := r.store.PurgeSession(ctx)
		return !found, err
	})
}

// pass deletes the executions that are beyond the budget, and then the
// sessions, which may be empty only now.
func (r *retainer) pass(ctx context.Context) error {
	before, err := r.executionsBefore(ctx)
	if err != nil {
		return err
	}
	if err := r.sweep(ctx, kindExecution, before, r.store.SweepExecutions); err != nil {
		return err
	}
	before = uuid.Nil
	if r.budget.Sessions > 0 {
		if before, err = r.store.SessionsBeyondNumber(ctx, r.budget.Sessions); err != nil {
			return err
		}
	}
	return r.sweep(ctx, kindSession, before, r.store.SweepSessions)
}

// executionsBefore is the id below which executions are beyond the budgets of
// number and size.
func (r *retainer) executionsBefore(ctx context.Context) (before uuid.UUID, err error) {
	if r.budget.Executions > 0 {
		if before, err = r.store.BeyondNumber(ctx, r.budget.Executions); err != nil {
			return before, err
		}
	}
	if r.budget.Bytes == 0 {
		return before, nil
	}
	size := persistence.Size{Last: uuid.Max}
	err = r.batches(ctx, func() (done bool, err error) {
		size, err = r.store.MeasureSize(ctx, size, r.budget.Bytes, measurePage)
		return size.Done, err
	})
	if size.Beyond && size.Last.String() > before.String() {
		before = size.Last
	}
	return before, err
}

func (r *retainer) sweep(
	ctx context.Context, kind string, before uuid.UUID,
	page func(context.Context, persistence.Sweep) (persistence.Swept, error),
) error {
	if before == uuid.Nil && r.budget.Age == 0 {
		return nil
	}
	w := persistence.Sweep{
		Limit: sweepPage, Before: before, Age: r.budget.Age, Grace: retentionGrace, DryRun: r.dryRun,
	}
	return r.batches(ctx, func() (done bool, err error) {
		swept, err := page(ctx, w)
		r.deleted(kind, swept.Deleted)
		w.After = swept.Last
		return swept.Done, err
	})
}

// batches does one batch after the other, and rests in between.
func (r *retainer) batches(ctx context.Context, batch func() (done bool, err error)) error {
	for {
		began := time.Now()
		done, err := batch()
		if done || err != nil {
			return err
		}
		if err := r.rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
}
