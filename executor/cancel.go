package executor

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// lookForCancellation is how often a worker asks the Store whether the end of
// what it runs was asked for: it may not have been told.
const lookForCancellation = time.Second

// untilCancelled returns a context that ends with ErrCancelled when the end of
// the execution is asked for. done must be called when it has ended anyhow.
func (w *Worker) untilCancelled(ctx context.Context, id uuid.UUID, told <-chan struct{}) (_ context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		look := time.NewTicker(lookForCancellation)
		defer look.Stop()
		for ctx.Err() == nil {
			select {
			case <-ctx.Done():
				return
			case <-told:
			case <-look.C:
			}
			// With the database away there is another look in a moment.
			if asked, _ := w.cfg.Store.Cancelled(ctx, id); asked {
				cancel(ErrCancelled)
			}
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}
