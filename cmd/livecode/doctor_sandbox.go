package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/preflight"
)

// warn prints what is no failure, and what to do about it.
func (d *doctor) warn(what, found, remedy string) {
	fmt.Fprintf(d.out, "! %s: %s\n  → %s\n", what, found, remedy)
}

// sandbox has it proven on a container of rt what the sandbox promises.
func (d *doctor) sandbox(ctx context.Context, engine *docker.Engine, rt docker.Runtime) {
	sandbox := docker.New(engine, docker.Config{
		WorkerID: "doctor-" + uuid.NewString()[:8], Runtimes: []docker.Runtime{rt},
		OCIRuntime: d.cfg.SandboxRuntime, Log: zerolog.Nop(),
	})
	defer func() { d.reportLeft(sandbox.Close()) }()
	found, err := sandbox.Probe(ctx)
	if err != nil {
		d.report("sandbox", err, "", "no container can be made: look at the engine's log")
		return
	}
	for _, check := range preflight.Judge(found, d.cfg.PreflightAllow) {
		d.promise(check)
	}
}

// promise prints what was found of one promise.
func (d *doctor) promise(c preflight.Check) {
	what := "sandbox, " + c.Name
	switch {
	case c.Holds():
		d.report(what, nil, c.Promise, "")
	case c.Allowed:
		d.warn(what, c.Broken+"; PREFLIGHT_ALLOW lets programs run all the same", c.Remedy)
	default:
		d.report(what, errors.New(c.Broken), "", c.Remedy+"; or let programs run all the same: PREFLIGHT_ALLOW="+c.Name)
	}
}

// versions warns of known vulnerabilities of the engine's parts. It is no failure:
// distributions mend them and leave the version as it is.
func (d *doctor) versions(facts docker.Facts) {
	for _, part := range facts.Components {
		known := preflight.Advisories(part.Name, part.Version)
		if len(known) == 0 {
			continue
		}
		var list strings.Builder
		for _, a := range known {
			fmt.Fprintf(&list, "\n    %s: %s; mended in %s", a.CVE, a.About, strings.Join(a.Fixed, ", "))
		}
		d.warn(fmt.Sprintf("%s %s", part.Name, part.Version), "by its number it is vulnerable"+list.String(),
			"upgrade it, or see in your distribution's changelog that they are mended there under the same number")
	}
}
