package api

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Config is what [New] needs. Only Pace, Access, Ready, Metrics, Observe, Draining
// and Log may be left out.
type Config struct {
	// Store keeps sessions and executions. Each call is cut off after 5 s,
	// which the client sees as 503.
	Store Store

	// Queue hands new executions to workers. When it fails, the client is
	// still answered 202: the execution is stored, and the reconciler
	// queues it later.
	Queue executor.Enqueuer

	// Watcher wakes requests that wait for an execution, and Publisher those
	// that wait for what a request ends.
	Watcher   executor.StatusWatcher
	Publisher executor.Publisher

	// Pace tells how quickly what waits begins.
	Pace *executor.Pace

	// Outputs tells what programs write while they run.
	Outputs executor.OutputWatcher

	// Inputs carries what clients send to programs that run, or will.
	Inputs executor.InputPublisher

	// Canceller reaches the worker of an execution that is to end.
	Canceller executor.Canceller

	// Languages lists what clients may run. It is called for each request,
	// so it must be quick, and may learn versions and images over time.
	Languages func() []Language

	// Access says who may ask, from where, and how often.
	Access Access

	// Ready is what /readyz asks, all at once, and once a second at most.
	Ready []Check

	// Metrics answers GET /metrics.
	Metrics http.Handler

	// Observe is told of each request when it has been answered: the template
	// of its route, or "unknown", the status, and how long it took. It must
	// return at once.
	Observe func(route string, status int, took time.Duration)

	// Draining is closed when the process begins to shut down. Requests
	// that wait are then answered at once with what is known, and /readyz
	// says no. Requests' own contexts must outlive it: one that ends is
	// taken for a client that left.
	Draining <-chan struct{}

	// Log receives one line a request, and the causes of failures. It never
	// sees source code or output.
	Log zerolog.Logger
}

// Store keeps sessions and executions. All methods may be called concurrently.
// Errors match [executor.ErrNotFound] if an id is unknown, and
// [executor.ErrUnavailable] if the database cannot be reached.
type Store interface {
	// CreateSession stores s and its owner. Its times are the Store's to set.
	CreateSession(ctx context.Context, s executor.Session) error

	// Session returns the session with this id.
	Session(ctx context.Context, id uuid.UUID) (executor.Session, error)

	// DeleteSession removes the session and all that belongs to it, and returns
	// its executions that had not ended.
	DeleteSession(ctx context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error)

	// Draft returns the draft of a session: revision 0 if it has none.
	Draft(ctx context.Context, session uuid.UUID) (executor.Draft, error)

	// SaveDraft changes a session's draft and returns its new revision. It is
	// executor.ErrStale if the draft is not at the revision that c wants.
	SaveDraft(ctx context.Context, c executor.DraftChange) (int64, error)

	// CreateExecution stores e, QUEUED, and its input, both or neither. Its
	// times are the Store's to set. It is ErrNotFound if e.SessionID is
	// unknown, and ErrQueueFull, ErrClientBusy or ErrSessionBusy if there is
	// no room.
	CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error

	// Cancel ends the execution, or asks its worker to: see [executor.Store].
	Cancel(ctx context.Context, id uuid.UUID) (executor.Status, error)

	// Execution returns the execution with this id and its newest attempt.
	Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error)

	// Executions lists up to limit executions of the session, newest first,
	// with ids below before, or from the newest if before is uuid.Nil.
	Executions(ctx context.Context, sessionID, before uuid.UUID, limit int) ([]executor.Execution, error)

	// Backlog tells of all executions that wait.
	Backlog(ctx context.Context) (executor.Backlog, error)

	KeyStore
	ShareStore
}

// Language is a language of the catalogue, with what its built image tells.
type Language struct {
	executor.Language

	Version string // of the interpreter, empty until known
	Image   string // name of the image, empty until known
}

// Check is one part that must work before requests are welcome.
type Check struct {
	Name  string // as /readyz shows it, such as "database"
	Probe func(ctx context.Context) error

	// Plain says that Probe's error is a sentence that anyone may read.
	// /readyz then shows it; other causes are for the log alone.
	Plain bool
}
