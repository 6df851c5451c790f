package main

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// workerStore is what of the store a worker's metrics look at.
type workerStore interface {
	executor.Store
	Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error)
}

// countedStore counts the claims and ends of executions that a worker writes.
type countedStore struct {
	workerStore

	runs *runMetrics
}

var _ executor.Store = countedStore{}

// Claim counts how long the execution has waited: see executor.Store.
func (s countedStore) Claim(ctx context.Context, c executor.Claim) (executor.Job, error) {
	job, err := s.workerStore.Claim(ctx, c)
	if err == nil {
		s.runs.claimed(ctx, job)
	}
	return job, err
}

// Finish counts an end: see executor.Store.
func (s countedStore) Finish(ctx context.Context, a executor.AttemptID, r executor.Result) error {
	err := s.workerStore.Finish(ctx, a, r)
	if err == nil {
		s.runs.ended(ctx, r.Termination)
	}
	return err
}

// Abandon counts an end: see executor.Store.
func (s countedStore) Abandon(ctx context.Context, id uuid.UUID, t executor.Termination) error {
	err := s.workerStore.Abandon(ctx, id, t)
	if err == nil {
		e, _ := s.Execution(ctx, id) // one that cannot be read is of an unknown language
		s.runs.endedIn(e.Language, t)
	}
	return err
}
