package executortest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// keptKey is what a store remembers of an idempotency key.
type keptKey struct {
	fingerprint  [32]byte
	made         uuid.UUID
	at           time.Time
	pendingUntil time.Time
}

// ExecutionOwner implements [Store].
func (m *MemoryStore) ExecutionOwner(_ context.Context, id uuid.UUID) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, exists := m.executions[id]
	if !exists {
		return "", executor.ErrNotFound
	}
	return m.sessions[r.execution.SessionID].Owner, nil
}

// CreateSessionOnce implements [Store].
func (m *MemoryStore) CreateSessionOnce(
	_ context.Context, s executor.Session, key executor.IdempotencyKey,
) (uuid.UUID, error) {
	return m.once(key, s.ID, func() error { return m.createSession(s) })
}

// CreateExecutionOnce implements [Store].
func (m *MemoryStore) CreateExecutionOnce(
	_ context.Context, e executor.Execution, in executor.Input, key executor.IdempotencyKey,
) (uuid.UUID, error) {
	return m.once(key, e.ID, func() error { return m.createExecution(e, in) })
}

// once creates what has this id, unless the key stands for something already.
func (m *MemoryStore) once(key executor.IdempotencyKey, id uuid.UUID, create func() error) (uuid.UUID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first, taken := m.keys[key.ID]
	switch {
	case !taken || !first.at.After(now().Add(-key.Lifetime)):
	case first.fingerprint != key.Fingerprint:
		return uuid.Nil, executor.ErrKeyReused
	case first.pendingUntil.After(now()):
		return first.made, executor.ErrKeyPending
	default:
		return first.made, nil
	}
	if err := create(); err != nil {
		return uuid.Nil, err
	}
	m.keys[key.ID] = keptKey{key.Fingerprint, id, now(), now().Add(key.Pending)}
	return id, nil
}

// SettleKey implements [Store].
func (m *MemoryStore) SettleKey(_ context.Context, id [32]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, exists := m.keys[id]; exists {
		k.pendingUntil = time.Time{}
		m.keys[id] = k
	}
	return nil
}

// ForgetKeys implements [Store].
func (m *MemoryStore) ForgetKeys(_ context.Context, age time.Duration, limit int) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	forgotten := 0
	for ; forgotten < limit; forgotten++ {
		id, found := m.oldestKey(age)
		if !found {
			break
		}
		delete(m.keys, id)
	}
	return forgotten, nil
}

func (m *MemoryStore) oldestKey(age time.Duration) (oldest [32]byte, found bool) {
	for id, k := range m.keys {
		if !k.at.After(now().Add(-age)) && (!found || k.at.Before(m.keys[oldest].at)) {
			oldest, found = id, true
		}
	}
	return oldest, found
}
