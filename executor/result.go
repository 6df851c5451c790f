package executor

import "time"

// Result is how a program ended, whichever way it did.
type Result struct {
	Termination Termination
	ExitCode    int    // for TerminationExited
	Signal      string // for TerminationSignaled, such as SIGSEGV

	StartedAt time.Time // zero if the program never started
	WallTime  time.Duration

	CPUTime         time.Duration // user and system, all processes; negative if unknown
	PeakMemoryBytes int64         // all processes; negative if unknown

	Stdout, Stderr Output

	Image   string
	Runtime string

	// Timeline has the stages from StageSent to StageExited, as far as they
	// came; the Worker adds those before.
	Timeline Timeline

	Error string // the platform's failure, for operators only
}

// Status is the terminal status that follows from r.
func (r *Result) Status() Status { return r.Termination.Status(r.ExitCode) }

// Output is what a program wrote to one of its streams.
type Output struct {
	Kept    []byte // its first bytes, at most Limits.OutputBytes
	Written int64  // how many bytes it wrote in all, as far as they were counted
}

// Truncated reports whether less was kept than was written.
func (o Output) Truncated() bool { return o.Written > int64(len(o.Kept)) }

// Text makes o storable as text: NUL and each byte that is not part of valid
// UTF-8 become U+FFFD, which sets lossy. A character that truncation cut in
// two is dropped whole and is no loss.
func (o Output) Text() (text string, lossy bool) {
	kept := o.Kept
	if o.Truncated() {
		kept = dropPartialRune(kept)
	}
	return replaceUnstorable(kept)
}
