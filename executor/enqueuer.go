package executor

import (
	"context"

	"github.com/google/uuid"
)

// Enqueuer hands executions to workers. It may be called concurrently.
type Enqueuer interface {
	// Enqueue asks that attempt number attempt at the execution be made.
	// Doing so twice is harmless: a queue drops what it already holds, and
	// the claim stops what it does not.
	Enqueue(ctx context.Context, id uuid.UUID, attempt int) error
}
