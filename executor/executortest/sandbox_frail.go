package executortest

import "github.com/edtronaut/livecode/executor"

// frail is p in a sandbox that a program can end as a whole: a signal to PID 1
// does, and so does the kernel for want of memory, whichever process took it.
// How it ended is then seen from outside, and what it used is not known. A crowd
// of processes may come to the end of its memory, of its time or of the sandbox
// itself before it is told that there are too many.
func (p sandboxCase) frail(got *executor.Result) sandboxCase {
	switch {
	case p.killsInit:
		p.termination, p.signal, p.stdout = executor.TerminationSignaled, "SIGKILL", nil
	case p.oomKills:
		p.termination, p.exitCode, p.signal = executor.TerminationOOM, 0, ""
	case p.crowds && got.Termination != p.termination:
		p.termination, p.signal, p.stdout = got.Termination, got.Signal, nil
	}
	ended := p.killsInit || p.crowds || p.termination == executor.TerminationOOM
	if ended && got.CPUTime < 0 {
		got.CPUTime, got.PeakMemoryBytes = 1, 1
	}
	if got.CPUTime == 0 {
		got.CPUTime = 1 // its estimates come in steps of 10 ms
	}
	return p
}
