package executortest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Execution implements [Store].
func (m *MemoryStore) Execution(_ context.Context, id uuid.UUID) (executor.Execution, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, exists := m.executions[id]
	if !exists {
		return executor.Execution{}, executor.ErrNotFound
	}
	return r.copy(), nil
}

// Executions implements [Store].
func (m *MemoryStore) Executions(
	_ context.Context, sessionID, before uuid.UUID, limit int,
) ([]executor.Execution, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []executor.Execution{}
	for id, r := range m.executions {
		if r.execution.SessionID == sessionID && (before == uuid.Nil || compare(id, before) < 0) {
			list = append(list, r.copy())
		}
	}
	slices.SortFunc(list, func(a, b executor.Execution) int { return compare(b.ID, a.ID) })
	return list[:min(limit, len(list))], nil
}

// Due implements [executor.Store].
func (m *MemoryStore) Due(_ context.Context, grace time.Duration, limit int) ([]executor.Due, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []executor.Due{}
	for id, r := range m.executions {
		if r.due(grace) {
			list = append(list, executor.Due{
				ExecutionID: id,
				Status:      r.execution.Status,
				Attempts:    len(r.attempts),
				Failures:    r.failures(),
				Cancelled:   r.cancelled,
			})
		}
	}
	slices.SortFunc(list, func(a, b executor.Due) int {
		return cmp.Or(-cmp.Compare(a.Status, b.Status), compare(a.ExecutionID, b.ExecutionID)) // RUNNING before QUEUED
	})
	return list[:min(limit, len(list))], nil
}

// Lapsed implements [executor.Store].
func (m *MemoryStore) Lapsed(_ context.Context, workerID string, limit int) (ids []uuid.UUID, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, r := range m.executions {
		if r.execution.Status == executor.StatusRunning && !r.cancelled && (!r.leased() || !r.bars(workerID)) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compare)
	return ids[:min(limit, len(ids))], nil
}

func (r *record) due(grace time.Duration) bool {
	switch r.execution.Status {
	case executor.StatusQueued:
		return !r.execution.CreatedAt.After(now().Add(-grace))
	case executor.StatusRunning:
		return !r.leased()
	default:
		return false
	}
}

// copy shares nothing with r that the caller could change.
func (r *record) copy() executor.Execution {
	e := r.execution
	e.ExecutionTime = clone(e.ExecutionTime)
	if a := r.newest(); a != nil {
		e.Attempt = clone(a)
		e.Attempt.StartedAt = clone(a.StartedAt)
		e.Attempt.FinishedAt = clone(a.FinishedAt)
		e.Attempt.ExitCode = clone(a.ExitCode)
		e.Attempt.CPUTime = clone(a.CPUTime)
		e.Attempt.PeakMemoryBytes = clone(a.PeakMemoryBytes)
	}
	return e
}

func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// compare orders ids by age, as databases do.
func compare(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
