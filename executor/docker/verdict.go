package docker

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// result is what the dialogue has found out, with the verdict of the runner if
// it gave one.
func (d *dialogue) result(rt Runtime, ociRuntime string) executor.Result {
	r := executor.Result{
		StartedAt:       d.startedAt,
		CPUTime:         -1,
		PeakMemoryBytes: -1,
		Stdout:          executor.Output{Kept: d.stdout.kept, Written: d.stdout.seen},
		Stderr:          executor.Output{Kept: d.stderr.kept, Written: d.stderr.seen},
		Image:           rt.Image.Name,
		Runtime:         ociRuntime,
		Timeline: executor.Timeline{
			executor.StageStarted: d.startedAt, executor.StageFirstOutput: d.firstOutputAt, executor.StageExited: d.endedAt,
		},
	}
	if x := d.exit; x != nil {
		judge(*x, &r)
		r.WallTime = x.WallTime
		r.CPUTime = x.CPUTime
		r.PeakMemoryBytes = x.PeakMemoryBytes
		r.Stdout.Written = max(r.Stdout.Written, x.StdoutBytes)
		r.Stderr.Written = max(r.Stderr.Written, x.StderrBytes)
	}
	return r
}

// judge says why the program ended. SIGKILL with an out-of-memory kill counted
// in the same container, and none of ours, was the kernel's.
func judge(x wire.Exit, r *executor.Result) {
	switch {
	case x.Cause == wire.CauseWallTimeout:
		r.Termination = executor.TerminationWallTimeout
	case x.Cause == wire.CauseOutputLimit:
		r.Termination = executor.TerminationOutputLimit
	case x.Cause == wire.CauseKilled:
		r.Termination = executor.TerminationCancelled
	case x.Signal == int(syscall.SIGKILL) && x.OOMKills > 0:
		r.Termination = executor.TerminationOOM
	case x.Signal != 0:
		r.Termination, r.Signal = executor.TerminationSignaled, signalName(x.Signal)
	default:
		r.Termination, r.ExitCode = executor.TerminationExited, x.ExitCode
	}
}

func signalName(n int) string {
	if name := unix.SignalName(syscall.Signal(n)); name != "" {
		return name
	}
	return fmt.Sprintf("SIG%d", n)
}
