package executortest

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Waiting implements [executor.Store].
func (m *MemoryStore) Waiting(_ context.Context, after uuid.UUID, limit int) ([]executor.Waiting, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	running, first := map[string]int{}, map[uuid.UUID]uuid.UUID{}
	for id, r := range m.executions {
		session := r.execution.SessionID
		switch r.execution.Status {
		case executor.StatusRunning:
			running[m.lane(session)]++
		case executor.StatusQueued:
			if known, ok := first[session]; !ok || bytes.Compare(id[:], known[:]) < 0 {
				first[session] = id
			}
		default: // it has ended
		}
	}
	var list []executor.Waiting
	for session, id := range first {
		if bytes.Compare(session[:], after[:]) > 0 {
			lane := m.lane(session)
			list = append(list, executor.Waiting{ExecutionID: id, SessionID: session, Lane: lane, Running: running[lane]})
		}
	}
	slices.SortFunc(list, func(a, b executor.Waiting) int { return bytes.Compare(a.SessionID[:], b.SessionID[:]) })
	return list[:min(limit, len(list))], nil
}

// Backlog lists up to limit executions that wait, the oldest first.
func (m *MemoryStore) Backlog(_ context.Context, limit int) (executor.Backlog, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list executor.Backlog
	for id, r := range m.executions {
		if e := r.execution; e.Status == executor.StatusQueued {
			list = append(list, executor.Queued{
				ExecutionID: id, SessionID: e.SessionID, Lane: m.lane(e.SessionID), CreatedAt: e.CreatedAt,
			})
		}
	}
	slices.SortFunc(list, func(a, b executor.Queued) int { return bytes.Compare(a.ExecutionID[:], b.ExecutionID[:]) })
	return list[:min(limit, len(list))], nil
}

func (m *MemoryStore) lane(session uuid.UUID) string {
	return cmp.Or(m.sessions[session].Owner, session.String())
}
