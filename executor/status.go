package executor

// Status is where an execution stands: QUEUED, then RUNNING, then one of the
// terminal three. It never goes back, and a terminal status is never replaced.
type Status string

// The statuses, as the API and the database spell them.
const (
	StatusQueued    Status = "QUEUED"
	StatusRunning   Status = "RUNNING"
	StatusCompleted Status = "COMPLETED" // the program exited with code 0
	StatusFailed    Status = "FAILED"    // any other exit, a signal, a limit, or the platform gave up
	StatusTimeout   Status = "TIMEOUT"   // the wall clock deadline passed
)

// Terminal reports whether nothing can follow s.
func (s Status) Terminal() bool {
	return s == StatusCompleted || s == StatusFailed || s == StatusTimeout
}

// Termination says why an execution ended, from the evidence of the kernel and
// of our own clocks and counters, never from what the program printed.
type Termination string

// The terminations, as the API and the database spell them.
const (
	TerminationExited       Termination = "exited"        // by itself, with an exit code
	TerminationSignaled     Termination = "signaled"      // by a signal that was not ours
	TerminationWallTimeout  Termination = "wall_timeout"  // the deadline passed
	TerminationOOM          Termination = "oom"           // the kernel enforced the memory limit, or the runner did for what the kernel does not count
	TerminationOutputLimit  Termination = "output_limit"  // it wrote more than the output limit
	TerminationCancelled    Termination = "cancelled"     // the client asked for it
	TerminationSandboxError Termination = "sandbox_error" // the platform could not run it
	TerminationLost         Termination = "lost"          // workers died under it, again and again
)

// Status gives the terminal status that follows from t. The exit code counts
// for TerminationExited alone.
func (t Termination) Status(exitCode int) Status {
	switch {
	case t == TerminationWallTimeout:
		return StatusTimeout
	case t == TerminationExited && exitCode == 0:
		return StatusCompleted
	default:
		return StatusFailed
	}
}
