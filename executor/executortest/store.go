package executortest

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Store is all that is asked of one: what the executor needs, and what the API
// needs beside it. Times that a Store writes are its own clock's, whatever it
// is handed.
type Store interface {
	executor.Store

	// CreateSession stores a session under its id with its status and owner.
	CreateSession(ctx context.Context, s executor.Session) error

	// Session reads a session, or is ErrNotFound.
	Session(ctx context.Context, id uuid.UUID) (executor.Session, error)

	// DeleteSession removes a session and all that belongs to it, and returns
	// the executions that had not ended, or is ErrNotFound.
	DeleteSession(ctx context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error)

	// Draft reads the draft of a session: revision 0 if it has none.
	Draft(ctx context.Context, session uuid.UUID) (executor.Draft, error)

	// SaveDraft changes the draft of a session and returns its new revision.
	// It is ErrStale if the draft is not at the wanted one, and ErrNotFound
	// without the session.
	SaveDraft(ctx context.Context, c executor.DraftChange) (revision int64, err error)

	// CreateExecution stores e as QUEUED, and in where it holds anything.
	// Of e only ID, SessionID, Client, Code and Language count. Without the session
	// it stores nothing and is ErrNotFound.
	CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error

	// Execution reads an execution with its newest attempt, or is
	// ErrNotFound.
	Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error)

	// Executions lists up to limit executions of the session, newest first:
	// those with an id below before, or from the newest on if before is
	// uuid.Nil. An unknown session has none.
	Executions(ctx context.Context, sessionID, before uuid.UUID, limit int) ([]executor.Execution, error)

	keyStore
	shareStore
}

// TestStore checks that a Store keeps every sentence of its contract. open
// gives each test an empty Store of its own, and cleans up after it.
func TestStore(t *testing.T, open func(t *testing.T) Store) {
	for _, group := range []map[string]func(storeTest){
		recordTests, claimTests, raceTests, finishTests, outputTests,
		releaseTests, dueTests, waitingTests, abandonTests, cancelTests, disownTests, timelineTests,
		draftTests, deleteTests, ownerTests, onceTests, onceRaceTests, shareTests, shareRaceTests, ruleTests,
	} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(storeTest{T: t, Store: open(t)})
			})
		}
	}
}
