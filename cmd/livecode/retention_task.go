package main

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

const (
	// purgeEvery is how soon the rest of a deleted session goes, and how soon
	// another process goes on with it.
	purgeEvery = 10 * time.Second

	// retainEvery is how long it is from one look at the budget to the next.
	retainEvery = 5 * time.Minute

	// dutyTerm is how long a duty is a process's that does not renew it.
	dutyTerm = 30 * time.Second

	// minRest is the least pause between two batches.
	minRest = 20 * time.Millisecond
)

// What one process at a time does for all.
const (
	dutyPurge  = "purge deleted sessions"
	dutyRetain = "keep to the budget"
)

var errNotOnDuty = errors.New("another process is on duty")

// dutyStore is a retentionStore that says whose turn it is.
type dutyStore interface {
	retentionStore
	DeletionPending(ctx context.Context) (bool, error)
	TakeDuty(ctx context.Context, name, holder string, term time.Duration) (bool, error)
}

// retentionTask removes what deleted sessions have left, or keeps what is stored
// within the budget, for as long as it runs. Of many over one database, one works.
type retentionTask struct {
	store  dutyStore
	budget budget
	holder string
	count  func(kind string, n int)
	log    zerolog.Logger

	held    time.Time // when the duty at hand was taken last
	deleted map[string]int
}

// startRetention runs a retentionTask of each kind until stop is called. count is told of
// what it deletes.
func startRetention(ctx context.Context, store dutyStore, b budget, count func(kind string, n int), log zerolog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	purge := &retentionTask{store: store, budget: b, holder: rand.Text(), count: count, log: log}
	retain := *purge // what is beyond a budget may take hours
	var done sync.WaitGroup
	done.Go(func() { purge.run(ctx, purgeEvery, purge.purge) })
	done.Go(func() { retain.run(ctx, retainEvery, retain.retain) })
	return func() { cancel(); done.Wait() }
}

// run does the work at once, and then after each interval until ctx ends.
func (t *retentionTask) run(ctx context.Context, every time.Duration, work func(context.Context) error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := work(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, errNotOnDuty) {
			t.log.Warn().Err(err).Msg("deleting what is not to be kept failed")
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// purge removes what deleted sessions have left, if there are any.
func (t *retentionTask) purge(ctx context.Context) error {
	pending, err := t.store.DeletionPending(ctx)
	if err != nil || !pending {
		return err
	}
	if err := t.hold(ctx, dutyPurge, dutyTerm); err != nil {
		return err
	}
	return t.retainer(dutyPurge).purge(ctx)
}

// retain deletes what is beyond the budget, and sees to it that nobody else
// looks again too soon.
func (t *retentionTask) retain(ctx context.Context) error {
	if t.budget == (budget{}) {
		return nil
	}
	if err := t.hold(ctx, dutyRetain, dutyTerm); err != nil {
		return err
	}
	t.deleted = map[string]int{}
	defer t.tell()
	if err := t.retainer(dutyRetain).pass(ctx); err != nil {
		return err
	}
	return t.hold(ctx, dutyRetain, retainEvery)
}

// retainer leaves the database to others for as long as each batch has taken,
// and keeps the duty.
func (t *retentionTask) retainer(duty string) *retainer {
	return &retainer{
		store: t.store, budget: t.budget,
		deleted: func(kind string, n int) {
			t.deleted[kind] += n
			t.count(kind, n)
		},
		rest: func(ctx context.Context, took time.Duration) error {
			if err := pause(ctx, max(took, minRest)); err != nil || time.Since(t.held) < dutyTerm/3 {
				return err
			}
			return t.hold(ctx, duty, dutyTerm)
		},
	}
}

// hold takes a duty, or keeps it.
func (t *retentionTask) hold(ctx context.Context, duty string, term time.Duration) error {
	ours, err := t.store.TakeDuty(ctx, duty, t.holder, term)
	if err == nil && !ours {
		return errNotOnDuty
	}
	t.held = time.Now()
	return err
}

func (t *retentionTask) tell() {
	if executions, sessions := t.deleted[kindExecution], t.deleted[kindSession]; executions+sessions > 0 {
		t.log.Info().Int("executions", executions).Int("sessions", sessions).Msg("deleted what is beyond the budget")
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
