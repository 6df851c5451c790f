package api

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// memStore is a Store in memory. fail, if set, is asked for an error first.
type memStore struct {
	mu         sync.Mutex
	sessions   map[uuid.UUID]executor.Session
	executions map[uuid.UUID]executor.Execution
	inputs     map[uuid.UUID]executor.Input
	reads      int // calls of Execution
	looks      int // calls of Backlog
	fail       func(ctx context.Context, method string) error

	onceMu sync.Mutex
	keys   map[[32]byte]memKey
	drafts map[uuid.UUID]executor.Draft
	shares map[executor.Shareable]executor.Share
}

func (s *memStore) enter(ctx context.Context, method string) error {
	s.mu.Lock()
	fail := s.fail
	s.mu.Unlock()
	if err := ctx.Err(); err != nil || fail == nil {
		return err
	}
	return fail(ctx, method)
}

func (s *memStore) CreateSession(ctx context.Context, session executor.Session) error {
	if err := s.enter(ctx, "CreateSession"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions == nil {
		s.sessions = map[uuid.UUID]executor.Session{}
	}
	s.sessions[session.ID] = session
	return nil
}

func (s *memStore) Session(ctx context.Context, id uuid.UUID) (executor.Session, error) {
	if err := s.enter(ctx, "Session"); err != nil {
		return executor.Session{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.sessions[id]
	if !ok {
		return session, executor.ErrNotFound
	}
	return session, nil
}

func (s *memStore) DeleteSession(ctx context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error) {
	if err := s.enter(ctx, "DeleteSession"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sessions[id]; !ok {
		return nil, executor.ErrNotFound
	}
	delete(s.sessions, id)
	for execution, e := range s.executions {
		if e.SessionID == id {
			delete(s.executions, execution)
			unfinished = append(unfinished, execution)
		}
	}
	maps.DeleteFunc(s.shares, func(of executor.Shareable, _ executor.Share) bool { return !s.has(of) })
	return unfinished, nil
}

func (s *memStore) SaveDraft(ctx context.Context, c executor.DraftChange) (int64, error) {
	if err := s.enter(ctx, "SaveDraft"); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sessions[c.SessionID]; !ok {
		return 0, executor.ErrNotFound
	}
	d := s.drafts[c.SessionID]
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
	if s.drafts == nil {
		s.drafts = map[uuid.UUID]executor.Draft{}
	}
	s.drafts[c.SessionID] = d
	return d.Revision, nil
}

func (s *memStore) Draft(ctx context.Context, session uuid.UUID) (executor.Draft, error) {
	if err := s.enter(ctx, "Draft"); err != nil {
		return executor.Draft{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drafts[session], nil
}

func (s *memStore) CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error {
	if err := s.enter(ctx, "CreateExecution"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sessions[e.SessionID]; !ok {
		return executor.ErrNotFound
	}
	if s.executions == nil {
		s.executions, s.inputs = map[uuid.UUID]executor.Execution{}, map[uuid.UUID]executor.Input{}
	}
	s.executions[e.ID], s.inputs[e.ID] = e, in
	return nil
}

func (s *memStore) Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error) {
	if err := s.enter(ctx, "Execution"); err != nil {
		return executor.Execution{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	e, ok := s.executions[id]
	if !ok {
		return e, executor.ErrNotFound
	}
	return e, nil
}

// Cancel ends what is QUEUED, and asks for the end of what is RUNNING.
func (s *memStore) Cancel(ctx context.Context, id uuid.UUID) (executor.Status, error) {
	if err := s.enter(ctx, "Cancel"); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.executions[id]
	if !ok {
		return "", executor.ErrNotFound
	}
	if e.Status == executor.StatusQueued {
		e.Status, e.Attempt = executor.StatusFailed, &executor.Attempt{Number: 1, Termination: executor.TerminationCancelled}
		s.executions[id] = e
	}
	return e.Status, nil
}

func (s *memStore) Executions(
	ctx context.Context, sessionID, before uuid.UUID, limit int,
) ([]executor.Execution, error) {
	if err := s.enter(ctx, "Executions"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []executor.Execution
	for id, e := range s.executions {
		if e.SessionID == sessionID && (before == uuid.Nil || bytes.Compare(id[:], before[:]) < 0) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b executor.Execution) int { return bytes.Compare(b.ID[:], a.ID[:]) })
	return list[:min(limit, len(list))], nil
}

func (s *memStore) Backlog(ctx context.Context) (executor.Backlog, error) {
	if err := s.enter(ctx, "Backlog"); err != nil {
		return executor.Backlog{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	var list []executor.Queued
	for id, e := range s.executions {
		if e.Status == executor.StatusQueued {
			list = append(list, executor.Queued{ExecutionID: id, SessionID: e.SessionID, Client: cmp.Or(e.Client, e.SessionID.String())})
		}
	}
	if len(list) == 0 {
		return executor.Backlog{}, nil
	}
	slices.SortFunc(list, func(a, b executor.Queued) int { return bytes.Compare(a.ExecutionID[:], b.ExecutionID[:]) })
	return executor.NewBacklog(list, s.executions[list[0].ExecutionID].CreatedAt), nil
}

func (s *memStore) update(id uuid.UUID, change func(*executor.Execution)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.executions[id]
	change(&e)
	s.executions[id] = e
}

// stored returns the only execution there is, and its input.
func (s *memStore) stored(t *testing.T) (executor.Execution, executor.Input) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.executions) != 1 {
		t.Fatalf("%d executions are stored, want 1", len(s.executions))
	}
	for id, e := range s.executions {
		return e, s.inputs[id]
	}
	return executor.Execution{}, executor.Input{}
}

func (s *memStore) failAll(err error) {
	s.failWith(func(context.Context, string) error { return err })
}

func (s *memStore) failWith(fail func(context.Context, string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

func (s *memStore) readCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}
