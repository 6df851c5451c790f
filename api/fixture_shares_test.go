package api

import (
	"context"
	"time"

	"github.com/edtronaut/livecode/executor"
)

func (s *memStore) has(of executor.Shareable) (exists bool) {
	if of.Kind == executor.ShareExecution {
		_, exists = s.executions[of.ID]
	} else {
		_, exists = s.sessions[of.ID]
	}
	return exists
}

func (s *memStore) CreateShare(ctx context.Context, of executor.Shareable, token string) (executor.Share, error) {
	if err := s.enter(ctx, "CreateShare"); err != nil {
		return executor.Share{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.has(of) {
		return executor.Share{}, executor.ErrNotFound
	}
	if _, exists := s.shares[of]; !exists {
		if s.shares == nil {
			s.shares = map[executor.Shareable]executor.Share{}
		}
		s.shares[of] = executor.Share{Token: token, CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 7e6, time.UTC)}
	}
	return s.shares[of], nil
}

func (s *memStore) Share(ctx context.Context, of executor.Shareable) (executor.Share, error) {
	if err := s.enter(ctx, "Share"); err != nil {
		return executor.Share{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.has(of) {
		return executor.Share{}, executor.ErrNotFound
	}
	share, exists := s.shares[of]
	if !exists {
		return executor.Share{}, executor.ErrNotShared
	}
	return share, nil
}

func (s *memStore) DeleteShare(ctx context.Context, of executor.Shareable) error {
	if err := s.enter(ctx, "DeleteShare"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.has(of) {
		return executor.ErrNotFound
	}
	delete(s.shares, of)
	return nil
}

func (s *memStore) Shared(ctx context.Context, token string) (executor.Shared, error) {
	if err := s.enter(ctx, "Shared"); err != nil {
		return executor.Shared{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for of, share := range s.shares {
		if share.Token == token {
			shared := executor.Shared{Kind: of.Kind, Execution: s.executions[of.ID], Draft: s.drafts[of.ID]}
			if shared.Draft.Revision == 0 {
				shared.Draft.UpdatedAt = s.sessions[of.ID].CreatedAt
			}
			return shared, nil
		}
	}
	return executor.Shared{}, executor.ErrNotFound
}
