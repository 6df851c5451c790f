package executor

import (
	"context"

	"github.com/google/uuid"
)

// Event says that an execution has reached a status.
type Event struct {
	ExecutionID uuid.UUID
	Status      Status
}

// Publisher tells whoever watches an execution. It is a hint, not the truth:
// an event may be lost, so that watchers read the Store in the end. Publish
// does not block on slow watchers and may be called concurrently.
type Publisher interface {
	Publish(ctx context.Context, e Event)
}
