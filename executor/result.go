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
	OOMKills        int64         // processes that the kernel killed for memory

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
	// Kept is all of it, or else its first bytes and its last, at most
	// Limits.OutputBytes together.
	Kept []byte

	// Tail is how many of Kept's bytes are the stream's last, with others left
	// out before them.
	Tail int

	Written int64 // how many bytes it wrote in all, as far as they were counted
}

// Truncated reports whether less was kept than was written.
func (o Output) Truncated() bool { return o.Written > int64(len(o.Kept)) }

// Gap is what was left out of a text, if anything.
type Gap struct {
	At    int64 // how many bytes of the text, as UTF-8, come before it
	Bytes int64 // how many of those that the program wrote are missing there
}

// Text makes o storable as text: NUL and each byte that is not part of valid
// UTF-8 become U+FFFD, which sets lossy. A character that the gap cuts in two
// belongs to the gap, and is no loss.
func (o Output) Text() (text string, gap Gap, lossy bool) {
	if !o.Truncated() {
		text, lossy = replaceUnstorable(o.Kept)
		return text, gap, lossy
	}
	head, tail := o.Kept[:len(o.Kept)-o.Tail], o.Kept[len(o.Kept)-o.Tail:]
	head, tail = dropPartialRune(head), dropRuneRest(tail)
	before, headLossy := replaceUnstorable(head)
	after, tailLossy := replaceUnstorable(tail)
	gap = Gap{At: int64(len(before)), Bytes: o.Written - int64(len(head)+len(tail))}
	return before + after, gap, headLossy || tailLossy
}
