package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// memKey is what memStore keeps of an idempotency key.
type memKey struct {
	fingerprint  [32]byte
	made         uuid.UUID
	at           time.Time
	pendingUntil time.Time
}

func (s *memStore) ExecutionOwner(ctx context.Context, id uuid.UUID) (string, error) {
	if err := s.enter(ctx, "ExecutionOwner"); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.executions[id]
	if !ok {
		return "", executor.ErrNotFound
	}
	return s.sessions[e.SessionID].Owner, nil
}

func (s *memStore) CreateSessionOnce(
	ctx context.Context, session executor.Session, key executor.IdempotencyKey,
) (uuid.UUID, error) {
	if err := s.enter(ctx, "CreateSessionOnce"); err != nil {
		return uuid.Nil, err
	}
	return s.once(key, session.ID, func() error { return s.CreateSession(ctx, session) })
}

func (s *memStore) CreateExecutionOnce(
	ctx context.Context, e executor.Execution, in executor.Input, key executor.IdempotencyKey,
) (uuid.UUID, error) {
	if err := s.enter(ctx, "CreateExecutionOnce"); err != nil {
		return uuid.Nil, err
	}
	return s.once(key, e.ID, func() error { return s.CreateExecution(ctx, e, in) })
}

func (s *memStore) once(key executor.IdempotencyKey, id uuid.UUID, create func() error) (uuid.UUID, error) {
	s.onceMu.Lock()
	defer s.onceMu.Unlock()
	first, taken := s.keys[key.ID]
	switch {
	case !taken || time.Since(first.at) >= key.Lifetime:
	case first.fingerprint != key.Fingerprint:
		return uuid.Nil, executor.ErrKeyReused
	case first.pendingUntil.After(time.Now()):
		return first.made, executor.ErrKeyPending
	default:
		return first.made, nil
	}
	if err := create(); err != nil {
		return uuid.Nil, err
	}
	if s.keys == nil {
		s.keys = map[[32]byte]memKey{}
	}
	s.keys[key.ID] = memKey{key.Fingerprint, id, time.Now(), time.Now().Add(key.Pending)}
	return id, nil
}

func (s *memStore) SettleKey(ctx context.Context, id [32]byte) error {
	if err := s.enter(ctx, "SettleKey"); err != nil {
		return err
	}
	s.onceMu.Lock()
	defer s.onceMu.Unlock()
	if k, ok := s.keys[id]; ok {
		k.pendingUntil = time.Time{}
		s.keys[id] = k
	}
	return nil
}
