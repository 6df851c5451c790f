package docker

import (
	"syscall"
	"testing"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	const kill = int(syscall.SIGKILL)
	for name, c := range map[string]struct {
		exit wire.Exit
		over bool
		want executor.Result
	}{
		"exit":                          {wire.Exit{ExitCode: 137}, false, executor.Result{Termination: executor.TerminationExited, ExitCode: 137}},
		"own SIGKILL":                   {wire.Exit{Signal: kill}, false, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGKILL"}},
		"kernel's SIGKILL":              {wire.Exit{Signal: kill, OOMKills: 1}, false, executor.Result{Termination: executor.TerminationOOM}},
		"own SIGKILL after a child's":   {wire.Exit{Signal: kill, OOMKills: 2, OOMOthers: 2}, false, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGKILL"}},
		"kernel's after a child's":      {wire.Exit{Signal: kill, OOMKills: 2, OOMOthers: 1}, false, executor.Result{Termination: executor.TerminationOOM}},
		"exit after a child's OOM":      {wire.Exit{ExitCode: 1, OOMKills: 1}, false, executor.Result{Termination: executor.TerminationExited, ExitCode: 1}},
		"SIGTERM after a child's OOM":   {wire.Exit{Signal: 15, OOMKills: 1}, false, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGTERM"}},
		"our SIGKILL at the deadline":   {wire.Exit{Cause: wire.CauseWallTimeout, Signal: kill, OOMKills: 1}, false, executor.Result{Termination: executor.TerminationWallTimeout}},
		"exit at the deadline":          {wire.Exit{Cause: wire.CauseWallTimeout}, false, executor.Result{Termination: executor.TerminationExited}},
		"failure at the deadline":       {wire.Exit{Cause: wire.CauseWallTimeout, ExitCode: 3}, false, executor.Result{Termination: executor.TerminationExited, ExitCode: 3}},
		"SIGSEGV at the deadline":       {wire.Exit{Cause: wire.CauseWallTimeout, Signal: 11}, false, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGSEGV"}},
		"our SIGKILL for output":        {wire.Exit{Cause: wire.CauseOutputLimit, Signal: kill}, true, executor.Result{Termination: executor.TerminationOutputLimit}},
		"exit before ours for output":   {wire.Exit{Cause: wire.CauseOutputLimit}, true, executor.Result{Termination: executor.TerminationOutputLimit}},
		"output seen after an exit":     {wire.Exit{}, true, executor.Result{Termination: executor.TerminationOutputLimit}},
		"output seen after a deadline":  {wire.Exit{Cause: wire.CauseWallTimeout, Signal: kill}, true, executor.Result{Termination: executor.TerminationOutputLimit}},
		"our SIGKILL for the client":    {wire.Exit{Cause: wire.CauseKilled, Signal: kill}, false, executor.Result{Termination: executor.TerminationCancelled}},
		"exit before ours for it":       {wire.Exit{Cause: wire.CauseKilled}, false, executor.Result{Termination: executor.TerminationExited}},
		"real-time signal without name": {wire.Exit{Signal: 40}, false, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIG40"}},
	} {
		var got executor.Result
		judge(c.exit, c.over, &got)
		if got.Termination != c.want.Termination || got.ExitCode != c.want.ExitCode || got.Signal != c.want.Signal {
			t.Errorf("%s: judge(%+v, %t) = %s, %d, %q, want %s, %d, %q", name, c.exit, c.over,
				got.Termination, got.ExitCode, got.Signal, c.want.Termination, c.want.ExitCode, c.want.Signal)
		}
	}
}
