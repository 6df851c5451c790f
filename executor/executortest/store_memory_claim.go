package executortest

import (
	"context"
	"slices"

	"github.com/edtronaut/livecode/executor"
)

// Claim implements [executor.Store].
func (m *MemoryStore) Claim(_ context.Context, c executor.Claim) (executor.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, exists := m.executions[c.ExecutionID]
	if !exists || r.execution.Status.Terminal() || r.cancelled || r.leased() && r.bars(c.WorkerID) || r.failures() >= c.MaxFailures {
		return executor.Job{}, executor.ErrNotClaimable
	}
	failures := r.failures()
	if a := r.newest(); a != nil && a.FinishedAt == nil {
		a.FinishedAt, a.Termination = new(now()), executor.TerminationLost
	}
	claimedAt := now()
	r.attempts = append(r.attempts, executor.Attempt{
		Number:         len(r.attempts) + 1,
		WorkerID:       c.WorkerID,
		ClaimedAt:      claimedAt,
		LeaseExpiresAt: claimedAt.Add(c.Lease),
	})
	r.execution.Status = executor.StatusRunning
	return executor.Job{
		Attempt:   executor.AttemptID{ExecutionID: c.ExecutionID, Number: len(r.attempts), ClaimedAt: claimedAt},
		SessionID: r.execution.SessionID,
		Language:  r.execution.Language,
		Code:      r.execution.Code,
		Stdin:     slices.Clone(r.input.Stdin),
		CreatedAt: r.execution.CreatedAt,
		Failures:  failures,

		Interactive: r.input.Interactive,
	}, nil
}

// Disown implements [executor.Store].
func (m *MemoryStore) Disown(_ context.Context, workerID string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	count := 0
	for _, r := range m.executions {
		if a := r.newest(); a != nil && a.FinishedAt == nil && a.WorkerID == workerID {
			a.LeaseExpiresAt = now()
			count++
		}
	}
	return count, nil
}

func (r *record) newest() *executor.Attempt {
	if len(r.attempts) == 0 {
		return nil
	}
	return &r.attempts[len(r.attempts)-1]
}

// leased reports whether the newest attempt's lease, or its pause after a
// release, has not passed.
func (r *record) leased() bool {
	a := r.newest()
	return a != nil && a.LeaseExpiresAt.After(now())
}

// bars reports whether the newest attempt's lease or pause, while it holds,
// keeps the worker from making another: a pause is for who released it.
func (r *record) bars(worker string) bool {
	a := r.newest()
	return a.FinishedAt == nil || a.WorkerID == worker
}

// failures counts an open attempt too: those who ask know that it has expired.
func (r *record) failures() int {
	count := 0
	for _, a := range r.attempts {
		if a.FinishedAt == nil ||
			a.Termination == executor.TerminationLost ||
			a.Termination == executor.TerminationSandboxError {
			count++
		}
	}
	return count
}
