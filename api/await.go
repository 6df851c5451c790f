package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// lookEvery is how late an end is seen at most whose wake-up was lost: a hint
// may be, and the Store is the truth.
const lookEvery = time.Second

// await returns the execution as soon as it is terminal, and as it stands when
// the wait is over or the service is draining. It reads the Store at the start,
// and then as awaitEnd does; it fails when ctx ends.
//
// It subscribes before it reads, so no end falls between the two. saw tells
// whether the execution was terminal later than at the first read.
func (h *handler) await(ctx context.Context, id uuid.UUID, wait time.Duration) (e executor.Execution, saw bool, err error) {
	wake, stop := h.cfg.Watcher.SubscribeEnd(id)
	defer stop()
	e, err = h.store.Execution(ctx, id)
	if err != nil || e.Status.Terminal() {
		return e, false, err
	}
	return h.awaitEnd(ctx, id, wake, wait)
}

// awaitEnd goes on with the wait for an execution that was not terminal after the
// caller had subscribed. It reads the Store after each wake-up, now and then
// without one, and at the end.
func (h *handler) awaitEnd(
	ctx context.Context, id uuid.UUID, wake <-chan struct{}, wait time.Duration,
) (e executor.Execution, saw bool, err error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-wake:
		case <-look.C:
		case <-timer.C:
			return h.last(ctx, id)
		case <-h.cfg.Draining:
			return h.last(ctx, id)
		case <-ctx.Done():
			return e, false, ctx.Err()
		}
		e, err = h.store.Execution(ctx, id)
		if err != nil || e.Status.Terminal() {
			return e, true, err
		}
	}
}

// last reads the execution as it stands when the wait ends.
func (h *handler) last(ctx context.Context, id uuid.UUID) (e executor.Execution, saw bool, err error) {
	e, err = h.store.Execution(ctx, id)
	return e, e.Status.Terminal(), err
}
