package executor

import "errors"

// What a [Store] reports, besides failures of its own, and what a [Sandbox] is
// told. Callers match with errors.Is.
var (
	// ErrNotFound: no session or execution has this id, and no link this token.
	ErrNotFound = errors.New("not found")

	// ErrNotShared: there is no link to this.
	ErrNotShared = errors.New("not shared")

	// ErrNotClaimable: the execution is unknown, terminal, held by another
	// attempt whose lease runs, or out of attempts. The task is to be dropped.
	ErrNotClaimable = errors.New("not claimable")

	// ErrFenced: the attempt is not the newest open one of a RUNNING
	// execution, so nothing was written.
	ErrFenced = errors.New("attempt is fenced off")

	// ErrStale: the draft is not at the revision that its change is for, so
	// nothing was written.
	ErrStale = errors.New("draft has changed")

	// ErrNotEnded: the execution waits or runs, so that there is nothing to
	// run again.
	ErrNotEnded = errors.New("has not ended")

	// ErrSessionDeleted: the session of the execution is deleted, and for
	// clients there is neither any more.
	ErrSessionDeleted = errors.New("session is deleted")

	// ErrQueueFull: as many executions wait as may.
	ErrQueueFull = errors.New("queue is full")

	// ErrSessionBusy: as many executions of the session wait and run as may.
	ErrSessionBusy = errors.New("session is busy")

	// ErrClientBusy: as many executions of the client wait as may.
	ErrClientBusy = errors.New("client is busy")

	// ErrCancelled is the cause of a context that ends because the end of the
	// execution was asked for.
	ErrCancelled = errors.New("cancelled")

	// ErrSandboxAway: there is nothing to run programs in at present, as while
	// the container engine restarts. It is no fault of the execution's, and
	// does not count as one of its failures.
	ErrSandboxAway = errors.New("sandbox is away")

	// ErrInputEnded: somebody has said that nothing more comes.
	ErrInputEnded = errors.New("input has ended")

	// ErrInputFull: an execution takes no more than MaxStdinBytes of input.
	ErrInputFull = errors.New("input is full")

	// ErrInputUnavailable: input cannot be carried at present.
	ErrInputUnavailable = errors.New("input is unavailable")

	// ErrUnavailable: the database cannot be reached at present.
	ErrUnavailable = errors.New("database is unavailable")
)
