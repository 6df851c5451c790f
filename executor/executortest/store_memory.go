package executortest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// MemoryStore is a Store that forgets. Its clock is time.Now, so that it keeps
// time within testing/synctest.
type MemoryStore struct {
	mu         sync.Mutex
	sessions   map[uuid.UUID]executor.Session
	executions map[uuid.UUID]*record
	keys       map[[32]byte]keptKey
	drafts     map[uuid.UUID]executor.Draft
	shares     map[executor.Shareable]executor.Share
}

var _ Store = (*MemoryStore)(nil)

// NewStore returns an empty Store.
func NewStore() *MemoryStore {
	return &MemoryStore{
		sessions:   map[uuid.UUID]executor.Session{},
		executions: map[uuid.UUID]*record{},
		keys:       map[[32]byte]keptKey{},
		drafts:     map[uuid.UUID]executor.Draft{},
		shares:     map[executor.Shareable]executor.Share{},
	}
}

// record is an execution with all its attempts, oldest first.
type record struct {
	execution executor.Execution
	client    string // who submitted it, if that was said
	input     executor.Input
	attempts  []executor.Attempt
	cancelled bool // its end was asked for while it ran
}

// CreateSession implements [Store].
func (m *MemoryStore) CreateSession(_ context.Context, s executor.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.createSession(s)
}

func (m *MemoryStore) createSession(s executor.Session) error {
	if _, exists := m.sessions[s.ID]; exists {
		return fmt.Errorf("session %s exists already", s.ID)
	}
	s.CreatedAt = now()
	s.UpdatedAt = s.CreatedAt
	m.sessions[s.ID] = s
	return nil
}

// Session implements [Store].
func (m *MemoryStore) Session(_ context.Context, id uuid.UUID) (executor.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, exists := m.sessions[id]
	if !exists {
		return executor.Session{}, executor.ErrNotFound
	}
	return s, nil
}

// CreateExecution implements [Store].
func (m *MemoryStore) CreateExecution(_ context.Context, e executor.Execution, in executor.Input) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.createExecution(e, in)
}

func (m *MemoryStore) createExecution(e executor.Execution, in executor.Input) error {
	if _, exists := m.sessions[e.SessionID]; !exists {
		return executor.ErrNotFound
	}
	if _, exists := m.executions[e.ID]; exists {
		return fmt.Errorf("execution %s exists already", e.ID)
	}
	m.executions[e.ID] = &record{
		execution: executor.Execution{
			ID:        e.ID,
			SessionID: e.SessionID,
			Code:      e.Code,
			Language:  e.Language,
			Status:    executor.StatusQueued,
			CreatedAt: now(),

			Interactive: in.Interactive,
			StdinBytes:  len(in.Stdin),
		},
		client: e.Client,
		input:  executor.Input{Stdin: slices.Clone(in.Stdin), Interactive: in.Interactive},
	}
	return nil
}

// now has the resolution that databases keep.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
