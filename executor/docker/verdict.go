package docker

import (
	"fmt"
	"syscall"
	"time"

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
		Stdout:          d.stdout.output(),
		Stderr:          d.stderr.output(),
		Image:           rt.Image.Name,
		Runtime:         ociRuntime,
		Timeline: executor.Timeline{
			executor.StageStarted: d.startedAt, executor.StageFirstOutput: d.firstOutputAt, executor.StageExited: d.endedAt,
		},
	}
	if x := d.exit; x != nil {
		r.WallTime = x.WallTime
		r.CPUTime = x.CPUTime
		r.PeakMemoryBytes = x.PeakMemoryBytes
		if isGVisor(ociRuntime) {
			bound(&r, rt.Limits)
		}
		r.OOMKills = x.OOMKills
		r.Stdout.Written = max(r.Stdout.Written, x.StdoutBytes)
		r.Stderr.Written = max(r.Stderr.Written, x.StderrBytes)
		judge(*x, max(r.Stdout.Written, r.Stderr.Written) > rt.Limits.OutputBytes, &r)
	}
	return r
}

// judge says why the program ended; over, that it wrote more than its limit.
//
// That is output_limit, however the program ended: the bytes tell, and not who
// was quicker. Else a program that did not die of SIGKILL ended by itself, at
// whatever moment: we and the kernel end programs by no other signal. SIGKILL
// was ours if the runner sent it, and else the kernel's if it killed for memory.
//
// That it killed the program's first process, and not a child of it, is seen
// only from what is not so: a kill that left memory free and that process alive
// was another's (see cmd/runner/oom.go). So a program that sends SIGKILL to
// itself soon after the kernel has killed a child of it for memory, while that
// memory is still taken, ends as oom; no kernel interface in reach tells that from
// the other case. OOMKills is in the record either way.
func judge(x wire.Exit, over bool, r *executor.Result) {
	killed := x.Signal == int(syscall.SIGKILL)
	switch {
	case over || x.Cause == wire.CauseOutputLimit:
		r.Termination = executor.TerminationOutputLimit
	case killed && x.Cause == wire.CauseWallTimeout:
		r.Termination = executor.TerminationWallTimeout
	case killed && x.Cause == wire.CauseKilled:
		r.Termination = executor.TerminationCancelled
	case killed && (x.Cause == wire.CauseMemory || x.OOMKills > x.OOMOthers):
		r.Termination = executor.TerminationOOM
	case x.Signal != 0:
		r.Termination, r.Signal = executor.TerminationSignaled, signalName(x.Signal)
	default:
		r.Termination, r.ExitCode = executor.TerminationExited, x.ExitCode
	}
}

// sound reports whether x can be the end of a program: a runner that was taken
// over could otherwise send what no database takes.
func sound(x *wire.Exit) bool {
	const lastSignal, longest = 64, 24 * time.Hour
	return 0 <= x.ExitCode && x.ExitCode <= 255 && 0 <= x.Signal && x.Signal <= lastSignal &&
		0 <= x.WallTime && x.WallTime <= longest && x.CPUTime >= 0 &&
		x.PeakMemoryBytes >= 0 && x.OOMKills >= 0 && x.OOMOthers >= 0
}

func signalName(n int) string {
	if name := unix.SignalName(syscall.Signal(n)); name != "" {
		return name
	}
	return fmt.Sprintf("SIG%d", n)
}
