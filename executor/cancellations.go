package executor

import (
	"context"

	"github.com/google/uuid"
)

// Cancellations is the [Canceller] within one process, and the [Watcher] of its
// worker. The zero value is ready.
type Cancellations struct{ hub Hub }

var (
	_ Canceller = (*Cancellations)(nil)
	_ Watcher   = (*Cancellations)(nil)
)

// Cancel wakes whoever runs the execution.
func (c *Cancellations) Cancel(ctx context.Context, id uuid.UUID) {
	c.hub.Publish(ctx, Event{ExecutionID: id})
}

// WakeAll wakes whoever runs anything.
func (c *Cancellations) WakeAll() { c.hub.WakeAll() }

// Subscribe is for whoever runs the execution: see [Watcher].
func (c *Cancellations) Subscribe(id uuid.UUID) (wake <-chan struct{}, stop func()) {
	return c.hub.Subscribe(id)
}
