package executor

import (
	"time"

	"github.com/google/uuid"
)

// SessionActive is the status of a session that takes executions; so far
// there is no other.
const SessionActive = "ACTIVE"

// Session groups the executions of one client at one task.
type Session struct {
	ID        uuid.UUID // version 7
	Status    string
	CreatedAt time.Time
	UpdatedAt time.Time
	Owner     string // name of the API key it belongs to, empty for nobody's
}

// Execution is one program posted by a client, and what became of it.
type Execution struct {
	ID        uuid.UUID // version 7, so that ids sort by age
	SessionID uuid.UUID
	Client    string // who submits it, for the Store alone; empty where nobody says it
	Code      string
	Language  string // id of a Language
	Status    Status
	Stdout    string // valid UTF-8 without NUL; empty until terminal
	Stderr    string // likewise
	CreatedAt time.Time

	// ExecutionTime is the wall time of the program in whole milliseconds,
	// nil until it has run.
	ExecutionTime *int64

	// Interactive: see Input. StdinBytes is the size of its Stdin.
	Interactive bool
	StdinBytes  int

	// Attempt is the newest attempt, nil until a worker has claimed one.
	Attempt *Attempt
}

// Attempt is one worker's try at an execution, or without a worker how it ended
// when nobody ran it.
type Attempt struct {
	Number         int // from 1
	WorkerID       string
	ClaimedAt      time.Time
	LeaseExpiresAt time.Time  // from here on another worker may claim
	StartedAt      *time.Time // when the program started, nil if it has not
	FinishedAt     *time.Time // nil while the attempt is open

	Termination     Termination // empty while open, and when the worker gave it back
	ExitCode        *int        // for TerminationExited
	Signal          string      // for TerminationSignaled, such as SIGSEGV
	CPUTime         *time.Duration
	PeakMemoryBytes *int64
	OOMKills        int64 // processes that the kernel killed for memory

	StdoutBytes     int64 // what the program wrote, kept or not
	StderrBytes     int64
	StdoutTruncated bool // less was kept than was written
	StderrTruncated bool
	StdoutGap       Gap // what was left out of Execution.Stdout
	StderrGap       Gap
	StdoutLossy     bool // NUL or invalid UTF-8 became U+FFFD
	StderrLossy     bool

	Image   string // name of the image it ran in
	Runtime string // OCI runtime of the container, such as runc
	Error   string // the platform's failure, for operators only

	Timeline Timeline // none while open, and where no worker saw the end
}

// Made is how many attempts workers have made, this one included if one has.
func (a Attempt) Made() int {
	if a.WorkerID == "" {
		return max(0, a.Number-1)
	}
	return a.Number
}

// Input is what a run takes beside its code.
type Input struct {
	Stdin []byte // nil or empty: end of file at once, unless Interactive

	// Interactive leaves standard input open after Stdin, for what clients send
	// while the program runs or waits, see [InputPublisher].
	Interactive bool
}

// MaxStdinBytes caps Input.Stdin, together with what clients send later.
const MaxStdinBytes = 1 << 20

// MaxCodeChars caps Execution.Code, in Unicode code points.
const MaxCodeChars = 10_000
