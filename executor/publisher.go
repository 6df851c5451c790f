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

// Watcher tells when something happens to an execution. It is a hint, not the
// truth. A [Hub] is one.
type Watcher interface {
	// Subscribe returns a channel that receives after it has happened, and
	// now and then for nothing. stop is called once, and frees everything.
	Subscribe(id uuid.UUID) (wake <-chan struct{}, stop func())
}

// StatusWatcher is a Watcher of the statuses that executions reach. A [Hub] is one.
type StatusWatcher interface {
	Watcher

	// SubscribeEnd is Subscribe for one whom nothing but the end concerns.
	SubscribeEnd(id uuid.UUID) (wake <-chan struct{}, stop func())
}

// Canceller tells the worker that runs an execution that its end is asked for.
// It is a hint, not the truth: the worker asks the Store. Cancel does not block.
type Canceller interface {
	Cancel(ctx context.Context, id uuid.UUID)
}

// Publisher tells whoever watches an execution. It is a hint, not the truth:
// an event may be lost, so that watchers read the Store in the end. Publish
// does not block on slow watchers and may be called concurrently.
type Publisher interface {
	Publish(ctx context.Context, e Event)
}
