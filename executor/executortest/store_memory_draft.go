package executortest

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Draft implements [Store].
func (m *MemoryStore) Draft(_ context.Context, session uuid.UUID) (executor.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.drafts[session], nil
}

// SaveDraft implements [Store].
func (m *MemoryStore) SaveDraft(_ context.Context, c executor.DraftChange) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, exists := m.sessions[c.SessionID]; !exists {
		return 0, executor.ErrNotFound
	}
	d := m.drafts[c.SessionID]
	switch {
	case d.Has(c):
		return d.Revision, nil
	case c.Revision != nil && *c.Revision != d.Revision:
		return 0, executor.ErrStale
	}
	if c.Language != nil {
		d.Language = *c.Language
	}
	if c.Code != nil {
		d.Code = *c.Code
	}
	d.Revision++
	d.UpdatedAt = now()
	m.drafts[c.SessionID] = d
	return d.Revision, nil
}
