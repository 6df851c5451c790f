package executortest

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// has tells whether there is something to share.
func (m *MemoryStore) has(of executor.Shareable) (exists bool) {
	if of.Kind == executor.ShareExecution {
		_, exists = m.executions[of.ID]
	} else {
		_, exists = m.sessions[of.ID]
	}
	return exists
}

// CreateShare implements [Store].
func (m *MemoryStore) CreateShare(_ context.Context, of executor.Shareable, token string) (executor.Share, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.has(of) {
		return executor.Share{}, executor.ErrNotFound
	}
	if share, exists := m.shares[of]; exists {
		return share, nil
	}
	m.shares[of] = executor.Share{Token: token, CreatedAt: now()}
	return m.shares[of], nil
}

// Share implements [Store].
func (m *MemoryStore) Share(_ context.Context, of executor.Shareable) (executor.Share, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.has(of) {
		return executor.Share{}, executor.ErrNotFound
	}
	share, exists := m.shares[of]
	if !exists {
		return executor.Share{}, executor.ErrNotShared
	}
	return share, nil
}

// DeleteShare implements [Store].
func (m *MemoryStore) DeleteShare(_ context.Context, of executor.Shareable) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.has(of) {
		return executor.ErrNotFound
	}
	delete(m.shares, of)
	return nil
}

// Shared implements [Store].
func (m *MemoryStore) Shared(_ context.Context, token string) (executor.Shared, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for of, share := range m.shares {
		if share.Token == token {
			return m.show(of), nil
		}
	}
	return executor.Shared{}, executor.ErrNotFound
}

func (m *MemoryStore) show(of executor.Shareable) executor.Shared {
	if of.Kind == executor.ShareExecution {
		return executor.Shared{Kind: of.Kind, Execution: m.executions[of.ID].copy()}
	}
	draft := m.drafts[of.ID]
	if draft.Revision == 0 {
		draft.UpdatedAt = m.sessions[of.ID].CreatedAt
	}
	return executor.Shared{Kind: of.Kind, Draft: draft}
}
