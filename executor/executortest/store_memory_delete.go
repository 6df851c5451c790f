package executortest

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// DeleteSession implements [Store].
func (m *MemoryStore) DeleteSession(_ context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, exists := m.sessions[id]; !exists {
		return nil, executor.ErrNotFound
	}
	delete(m.sessions, id)
	delete(m.drafts, id)
	maps.DeleteFunc(m.executions, func(execution uuid.UUID, r *record) bool {
		ours := r.execution.SessionID == id
		if ours && !r.execution.Status.Terminal() {
			unfinished = append(unfinished, execution)
		}
		return ours
	})
	maps.DeleteFunc(m.shares, func(of executor.Shareable, _ executor.Share) bool { return !m.has(of) })
	return unfinished, nil
}
