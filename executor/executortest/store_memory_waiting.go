package executortest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Waiting implements [executor.Store].
func (m *MemoryStore) Waiting(_ context.Context, after string, limit int) ([]executor.Waiting, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	running := map[string]int{}
	for _, r := range m.executions {
		if r.execution.Status == executor.StatusRunning {
			running[m.client(r)]++
		}
	}
	first := map[string]*record{}
	for _, r := range m.queued() {
		known := first[m.client(r)]
		if known == nil || compare(r.execution.SessionID, known.execution.SessionID) < 0 {
			first[m.client(r)] = r
		}
	}
	var list []executor.Waiting
	for _, client := range slices.Sorted(maps.Keys(first)) {
		if client > after && len(list) < limit {
			list = append(list, executor.Waiting{Client: client, First: first[client].execution.ID, Running: running[client]})
		}
	}
	return list, nil
}

// WaitingOf implements [executor.Store].
func (m *MemoryStore) WaitingOf(_ context.Context, client string, before uuid.UUID, limit int) ([]uuid.UUID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := map[uuid.UUID]uuid.UUID{}
	for _, r := range m.queued() {
		if session := r.execution.SessionID; m.client(r) == client && first[session] == uuid.Nil {
			first[session] = r.execution.ID
		}
	}
	sessions := slices.SortedFunc(maps.Keys(first), func(a, b uuid.UUID) int { return compare(b, a) })
	if at := slices.IndexFunc(sessions, func(id uuid.UUID) bool { return compare(id, before) < 0 }); at >= 0 {
		sessions = sessions[at:]
	}
	var ids []uuid.UUID
	for _, session := range sessions[:min(limit, len(sessions))] {
		ids = append(ids, first[session])
	}
	return ids, nil
}

// Backlog tells of all that waits.
func (m *MemoryStore) Backlog(context.Context) (executor.Backlog, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []executor.Queued
	var since time.Time
	for _, r := range m.queued() {
		if len(list) == 0 {
			since = r.execution.CreatedAt
		}
		list = append(list, executor.Queued{ExecutionID: r.execution.ID, SessionID: r.execution.SessionID, Client: m.client(r)})
	}
	return executor.NewBacklog(list, since), nil
}

// queued lists what waits, the oldest first.
func (m *MemoryStore) queued() (list []*record) {
	for _, r := range m.executions {
		if r.execution.Status == executor.StatusQueued {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *record) int { return compare(a.execution.ID, b.execution.ID) })
	return list
}

// client is whose turn an execution takes.
func (m *MemoryStore) client(r *record) string {
	session := r.execution.SessionID
	return cmp.Or(r.client, m.sessions[session].Owner, session.String())
}
