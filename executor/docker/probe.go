package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// probeTimeout is how long a probe may run.
const probeTimeout = 30 * time.Second

// Probe has a new container, made as those for programs, prove from within what
// it promises. It returns a finding for each of [wire.Checks]; an error means
// that there was no container to prove anything on.
func (sb *Sandbox) Probe(ctx context.Context) ([]wire.Finding, error) {
	defer sb.gate.wait(ctx, proving)()
	var found []wire.Finding
	for len(found) < len(wire.Checks) { // where a check costs the sandbox its life, another has the rest
		more, err := sb.probe(ctx, wire.Checks[len(found):])
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// probe has the first of these checks, or more of them, made in one container.
func (sb *Sandbox) probe(ctx context.Context, checks []wire.Check) ([]wire.Finding, error) {
	rt := probeRuntime(sb.cfg.Runtimes[0])
	promises, err := json.Marshal(promisesOf(rt.Limits, checks))
	if err != nil {
		return nil, err
	}
	s, err := sb.open(ctx, rt)
	if err != nil {
		return nil, err
	}
	r, err := sb.runIn(ctx, ctx, s, executor.Job{Language: rt.ID, Code: string(promises)})
	if err != nil {
		return nil, err
	}
	return findings(r, checks), nil
}

// probeRuntime is rt with the probe in the interpreter's place: what it takes
// for its source is what is promised.
func probeRuntime(rt Runtime) Runtime {
	rt.FileName = "promises.json"
	rt.Command = []string{"/usr/local/bin/runner", wire.ProbeArgument, sandboxDir + "/" + rt.FileName}
	rt.Env = nil
	rt.Limits = probeLimits(rt.Limits)
	return rt
}

// probeLimits are limits of the order of l that a probe can afford to reach: it
// is not to burden a machine for the sake of generous limits, nor to fail for
// tight ones.
func probeLimits(l executor.Limits) executor.Limits {
	return executor.Limits{
		WallTime:    probeTimeout,
		MemoryBytes: min(max(l.MemoryBytes, 128<<20), 256<<20),
		CPUs:        max(l.CPUs, 0.25),
		Pids:        min(max(l.Pids, 32), 128),
		OutputBytes: 64 << 10,
	}
}

func promisesOf(l executor.Limits, checks []wire.Check) wire.Promises {
	p := wire.Promises{Checks: checks, MemoryBytes: l.MemoryBytes, CPUs: l.CPUs, Pids: l.Pids}
	for _, s := range scratch {
		p.Scratch = append(p.Scratch, wire.Scratch{Path: s.path, Bytes: s.mib << 20})
	}
	return p
}

// findings reads what the probe has written of these checks, and speaks for it
// where it could not.
func findings(r executor.Result, checks []wire.Check) []wire.Finding {
	var told []wire.Finding
	for line := range bytes.Lines(r.Stdout.Kept) {
		var f wire.Finding
		if len(told) == len(checks) || json.Unmarshal(line, &f) != nil || f.Check != checks[len(told)] {
			break
		}
		told = append(told, f)
	}
	rest := checks[len(told):]
	if len(rest) > 0 && endsSandboxes(rest[0]) && wasKilled(r) {
		return append(told, wire.Finding{Check: rest[0]})
	}
	for _, name := range rest {
		told = append(told, wire.Finding{Check: name, Broken: notProven(r)})
	}
	return told
}

// endsSandboxes says for which checks the whole sandbox may be killed, in the
// place of a process that goes beyond its limits: gVisor's are one process for
// the host. That keeps the promise as well.
func endsSandboxes(name wire.Check) bool { return name == wire.CheckPids || name == wire.CheckMemory }

func wasKilled(r executor.Result) bool {
	return r.Termination == executor.TerminationOOM || r.Termination == executor.TerminationSignaled && r.Signal == "SIGKILL"
}

func notProven(r executor.Result) string {
	end := strings.Join(strings.Fields(fmt.Sprintf("%s %s %.200s", r.Termination, r.Signal, r.Stderr.Kept)), " ")
	return "not proven: the probe ended before it came to that (" + end + ")"
}
