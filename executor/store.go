package executor

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Store keeps executions; its rows are the truth about them. All methods may
// be called concurrently and by several processes at once. Time is the
// database's own clock, so that workers need not agree on theirs. When the
// database cannot be reached, every method's error matches ErrUnavailable.
type Store interface {
	// Claim opens the next attempt, in one transaction, if the execution is
	// QUEUED, or is RUNNING and its newest attempt is past its lease or, if
	// it was released by the same worker, past its pause. An open attempt past its lease is
	// closed as lost by this. Otherwise, and when MaxFailures attempts have
	// failed, it is ErrNotClaimable.
	Claim(ctx context.Context, c Claim) (Job, error)

	// Finish closes the attempt with r and writes the terminal state, if
	// the execution is RUNNING and the attempt is its newest and open;
	// otherwise it writes nothing and is ErrFenced. To r's Timeline, if it
	// has one, it adds StageSaved.
	Finish(ctx context.Context, a AttemptID, r Result) error

	// Execution reads one with its newest attempt, or is ErrNotFound.
	Execution(ctx context.Context, id uuid.UUID) (Execution, error)

	// Release closes the attempt without a result, under the same fence as
	// Finish, and leaves the execution RUNNING. Until the pause has passed
	// it is not due, and not claimable by the worker that had it.
	Release(ctx context.Context, a AttemptID, r Release) error

	// Due lists up to limit executions that may be without a task: RUNNING
	// with the newest attempt past its lease or pause, oldest first, and then
	// QUEUED for at least grace.
	Due(ctx context.Context, grace time.Duration, limit int) ([]Due, error)

	// Lapsed lists up to limit executions, oldest first, that are RUNNING and
	// of which the worker may claim another attempt, as their end was not
	// asked for.
	Lapsed(ctx context.Context, workerID string, limit int) ([]uuid.UUID, error)

	// Waiting lists up to limit clients of whom something is QUEUED, by their
	// names from the one after a given one on.
	Waiting(ctx context.Context, after string, limit int) ([]Waiting, error)

	// WaitingOf lists what of a client has been QUEUED for longest in each
	// session, of up to limit sessions, by their ids from the one before a
	// given one down, or where there is none from the newest.
	WaitingOf(ctx context.Context, client string, before uuid.UUID, limit int) ([]uuid.UUID, error)

	// Abandon ends the execution as FAILED with t, if it is RUNNING and its
	// newest attempt is closed or past its lease; otherwise it writes nothing
	// and is ErrFenced. An open attempt ends with t; a closed one stays as it
	// is, and another one that no worker made holds t.
	Abandon(ctx context.Context, id uuid.UUID, t Termination) error

	// Cancel ends the execution as FAILED, cancelled, if nobody runs it: it is
	// QUEUED, or is RUNNING and its newest attempt is closed or past its
	// lease, as by Abandon. Otherwise it writes down that its end was asked for. It returns
	// the status that follows, which for a terminal execution is the one it
	// had. An unknown execution is ErrNotFound.
	Cancel(ctx context.Context, id uuid.UUID) (Status, error)

	// Cancelled tells whether the end of the execution was asked for while it
	// ran, as by deleting it. Such an execution is not claimable.
	Cancelled(ctx context.Context, id uuid.UUID) (bool, error)

	// Disown ends the lease of every open attempt of the worker, for a
	// worker that starts and knows them to be of an earlier life. It
	// returns how many there were.
	Disown(ctx context.Context, workerID string) (int, error)
}

// Claim asks for the next attempt at an execution.
type Claim struct {
	ExecutionID uuid.UUID
	WorkerID    string
	Lease       time.Duration
	MaxFailures int
}

// AttemptID names one attempt. The time is the database's, and tells two attempts
// with one number apart: a database that has crashed may have forgotten the first.
type AttemptID struct {
	ExecutionID uuid.UUID
	Number      int
	ClaimedAt   time.Time
}

// Release says why an attempt ends without a result.
type Release struct {
	// Failed counts the attempt as one of those the execution may lose; a
	// worker that gives it back in good order leaves it false.
	Failed bool
	Reason string        // for operators
	Pause  time.Duration // before the same worker may make the next attempt
}

// Due is an execution that may be without a task.
type Due struct {
	ExecutionID uuid.UUID
	Status      Status
	Attempts    int // how many there have been
	Failures    int // how many of them failed, an expired one included
	Cancelled   bool
}

// Job is a claimed attempt: all that a sandbox needs to run it.
type Job struct {
	Attempt   AttemptID
	SessionID uuid.UUID
	Language  string
	Code      string
	Stdin     []byte

	// Interactive says that more input may come after Stdin.
	Interactive bool

	CreatedAt time.Time
	Failures  int // of the attempts before

	Timeline Timeline // up to StageClaimed; not the Store's, but the Worker's to set

	// Wrote, if not nil, is told what the program writes, as soon as it does,
	// up to where some is left out. It is the Worker's to set, see [OutputSink].
	Wrote func(s Stream, b []byte)

	// Listen, if not nil, gives what comes after Stdin, each time from its
	// start; if nil, nothing does. It is the Worker's to set.
	Listen func() InputSource
}
