package executortest

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Cancel implements [executor.Store].
func (m *MemoryStore) Cancel(_ context.Context, id uuid.UUID) (executor.Status, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, exists := m.executions[id]
	switch {
	case !exists:
		return "", executor.ErrNotFound
	case r.execution.Status.Terminal():
		return r.execution.Status, nil
	case r.newest() != nil && r.newest().FinishedAt == nil && r.leased():
		r.cancelled = true
		return executor.StatusRunning, nil
	}
	r.end(executor.TerminationCancelled)
	return executor.StatusFailed, nil
}

// Cancelled implements [executor.Store].
func (m *MemoryStore) Cancelled(_ context.Context, id uuid.UUID) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, exists := m.executions[id]
	return !exists || r.cancelled, nil
}
