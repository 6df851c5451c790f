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
		want executor.Result
	}{
		"exit":                          {wire.Exit{ExitCode: 137}, executor.Result{Termination: executor.TerminationExited, ExitCode: 137}},
		"own SIGKILL":                   {wire.Exit{Signal: kill}, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGKILL"}},
		"kernel's SIGKILL":              {wire.Exit{Signal: kill, OOMKills: 1}, executor.Result{Termination: executor.TerminationOOM}},
		"exit after a child's OOM":      {wire.Exit{ExitCode: 1, OOMKills: 1}, executor.Result{Termination: executor.TerminationExited, ExitCode: 1}},
		"our SIGKILL at the deadline":   {wire.Exit{Cause: wire.CauseWallTimeout, Signal: kill, OOMKills: 1}, executor.Result{Termination: executor.TerminationWallTimeout}},
		"our SIGKILL for output":        {wire.Exit{Cause: wire.CauseOutputLimit, Signal: kill}, executor.Result{Termination: executor.TerminationOutputLimit}},
		"exit before ours for output":   {wire.Exit{Cause: wire.CauseOutputLimit}, executor.Result{Termination: executor.TerminationOutputLimit}},
		"our SIGKILL for the client":    {wire.Exit{Cause: wire.CauseKilled, Signal: kill}, executor.Result{Termination: executor.TerminationCancelled}},
		"real-time signal without name": {wire.Exit{Signal: 40}, executor.Result{Termination: executor.TerminationSignaled, Signal: "SIG40"}},
	} {
		var got executor.Result
		judge(c.exit, &got)
		if got.Termination != c.want.Termination || got.ExitCode != c.want.ExitCode || got.Signal != c.want.Signal {
			t.Errorf("%s: judge(%+v) = %s, %d, %q, want %s, %d, %q", name, c.exit,
				got.Termination, got.ExitCode, got.Signal, c.want.Termination, c.want.ExitCode, c.want.Signal)
		}
	}
}

func TestCollectorDoesNotTrustTheRunner(t *testing.T) {
	t.Parallel()
	c := collector{limit: 5}
	for range 1000 {
		c.add([]byte("abc"))
	}
	if string(c.kept) != "abcab" || c.seen != 3000 {
		t.Errorf("collector kept %q of %d bytes, want abcab of 3000", c.kept, c.seen)
	}
}
