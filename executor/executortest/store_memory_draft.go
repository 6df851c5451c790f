package executortest

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// SaveDraft implements [Store].
func (m *MemoryStore) SaveDraft(_ context.Context, c executor.DraftChange) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, exists := m.sessions[c.SessionID]
	if !exists {
		return 0, executor.ErrNotFound
	}
	d := &s.Draft
	if c.Revision != nil && *c.Revision != d.Revision {
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
	m.sessions[c.SessionID] = s
	return d.Revision, nil
}
