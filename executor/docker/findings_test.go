package docker

import (
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// upTo is what the probe writes of the checks before name, all of which hold.
func upTo(name wire.Check) executor.Output {
	var out strings.Builder
	for _, c := range wire.Checks {
		if c == name {
			break
		}
		out.WriteString(`{"check":"` + string(c) + `"}` + "\n")
	}
	return executor.Output{Kept: []byte(out.String())}
}

// TestFindingsOfProbesThatEnd: what a probe did not come to is not taken for
// proven. A kill for going beyond a limit is what was to be proven, and leaves
// the rest to another probe.
func TestFindingsOfProbesThatEnd(t *testing.T) {
	t.Parallel()
	all := len(wire.Checks)
	killed := executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGKILL"}
	for name, c := range map[string]struct {
		result       executor.Result
		before       wire.Check // the first that was not told of
		found, holds int
	}{
		"all told":                     {executor.Result{Termination: executor.TerminationExited}, "", all, all},
		"nothing told":                 {executor.Result{Termination: executor.TerminationExited, ExitCode: 1}, wire.Checks[0], all, 0},
		"killed for its memory":        {killed, wire.CheckMemory, all, all},
		"out of memory":                {executor.Result{Termination: executor.TerminationOOM}, wire.CheckMemory, all, all},
		"killed for its processes":     {killed, wire.CheckPids, all - 1, all - 1},
		"killed for something else":    {killed, wire.CheckTmpfs, all, all - 3},
		"too slow":                     {executor.Result{Termination: executor.TerminationWallTimeout}, wire.CheckMemory, all, all - 1},
		"another signal":               {executor.Result{Termination: executor.TerminationSignaled, Signal: "SIGSEGV"}, wire.CheckMemory, all, all - 1},
		"an end of its own, and early": {executor.Result{Termination: executor.TerminationExited}, wire.CheckMemory, all, all - 1},
	} {
		c.result.Stdout = upTo(c.before)
		found := findings(c.result, wire.Checks)
		holds := 0
		for i, f := range found {
			if f.Check != wire.Checks[i] {
				t.Errorf("%s: finding %d is of %s, want %s", name, i, f.Check, wire.Checks[i])
			}
			if f.Broken == "" {
				holds++
			}
		}
		if len(found) != c.found || holds != c.holds {
			t.Errorf("%s: %d of %d findings hold, want %d of %d: %v", name, holds, len(found), c.holds, c.found, found)
		}
	}
}

// TestFindingsKeepToTheOrder: what is no finding, or not the next one, ends what
// is believed.
func TestFindingsKeepToTheOrder(t *testing.T) {
	t.Parallel()
	asked := []wire.Check{wire.CheckUser, wire.CheckNetwork}
	for out, want := range map[string][2]bool{ // whether they hold
		`{"check":"user"}` + "\n" + `{"check":"network"}`:                       {true, true},
		`{"check":"user"}` + "\n" + `{"check":"network"}` + "\n{}":              {true, true},
		`{"check":"user"}` + "\n" + `{"check":"network","broken":"a route"}`:    {true, false},
		`{"check":"network"}` + "\n" + `{"check":"user"}`:                       {false, false},
		`{"check":"user"}` + "\nnot JSON\n" + `{"check":"network"}`:             {true, false},
		`{"check":"user","broken":"root"}` + "\n" + `{"check":"netw`:            {false, false},
		`{"check":"user"}` + "\n" + `{"check":"user"}` + "\n" + `{"check":"x"}`: {true, false},
		"": {false, false},
	} {
		r := executor.Result{Termination: executor.TerminationExited, Stdout: executor.Output{Kept: []byte(out)}}
		found := findings(r, asked)
		if len(found) != 2 || found[0].Check != asked[0] || found[1].Check != asked[1] ||
			(found[0].Broken == "") != want[0] || (found[1].Broken == "") != want[1] {
			t.Errorf("findings(%q) = %v, want %v to hold", out, found, want)
		}
	}
}

func TestProbeLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ language, want executor.Limits }{
		{executor.Limits{WallTime: 5 * time.Second, MemoryBytes: 256 << 20, CPUs: 1, Pids: 128}, executor.Limits{MemoryBytes: 256 << 20, CPUs: 1, Pids: 128}},
		{executor.Limits{WallTime: time.Second, MemoryBytes: 32 << 20, CPUs: 0.01, Pids: 16}, executor.Limits{MemoryBytes: 128 << 20, CPUs: 0.25, Pids: 32}},
		{executor.Limits{WallTime: time.Second, MemoryBytes: 64 << 30, CPUs: 8, Pids: 100_000}, executor.Limits{MemoryBytes: 256 << 20, CPUs: 8, Pids: 128}},
	} {
		c.want.WallTime, c.want.OutputBytes = probeTimeout, 64<<10
		if got := probeLimits(c.language); got != c.want {
			t.Errorf("probeLimits(%+v) = %+v, want %+v", c.language, got, c.want)
		}
	}
}
