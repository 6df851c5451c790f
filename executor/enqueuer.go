package executor

import (
	"context"

	"github.com/google/uuid"
)

// Task is what a queue carries: which execution to attempt, and how far it has
// come.
type Task struct {
	ExecutionID uuid.UUID

	// Attempt is the one that is asked for, which the queue adds; 0 if it does
	// not know.
	Attempt int

	// Timeline ends with StageQueued, which the queue adds on one side, and
	// with StageDequeued, which it adds on the other. It is for people to
	// read: a queue may lose it, or bring what is not true.
	Timeline Timeline
}

// Enqueuer hands executions to workers. It may be called concurrently.
type Enqueuer interface {
	// Enqueue asks that attempt number attempt at the execution be made.
	// Doing so twice is harmless: a queue drops what it already holds, and
	// the claim stops what it does not.
	Enqueue(ctx context.Context, t Task, attempt int) error
}
