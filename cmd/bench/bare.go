package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/edtronaut/livecode/executor/docker"
)

// latencyRow is how long one thing took, many times.
type latencyRow struct {
	Language string       `json:"language"`
	Latency  distribution `json:"latency"`
	CPU      float64      `json:"cpuMs"` // mean of a run
}

// bare runs one language's hello as a plain process: the interpreter of the
// sandbox image, with the arguments and the environment it has there.
type bare struct {
	jail      *jail
	hello     hello
	argv, env []string
	dir       string
}

// bareOf returns the bare interpreter of rt, and unpacks it first if it is the
// first time.
func (b *bench) bareOf(ctx context.Context, rt docker.Runtime) (*bare, error) {
	if made := b.bares[rt.ID]; made != nil {
		return made, nil
	}
	root := filepath.Join(b.dir, "root-"+rt.ID)
	if err := b.exportImage(ctx, rt, root); err != nil {
		return nil, fmt.Errorf("root file system of %s: %w", rt.Image.Name, err)
	}
	j, err := newJail(root)
	if err != nil {
		return nil, err
	}
	b.later(func(context.Context) error { j.close(); return nil })
	const dir = "/sandbox"
	h := hellos[rt.ID]
	if err := os.WriteFile(filepath.Join(root, dir, rt.FileName), []byte(h.code), 0o644); err != nil {
		return nil, err
	}
	if b.bares == nil {
		b.bares = map[string]*bare{}
	}
	b.bares[rt.ID] = &bare{jail: j, hello: h, argv: argvOf(rt), env: envOf(rt), dir: path.Clean(dir)}
	return b.bares[rt.ID], nil
}

// argvOf is the command of the catalogue.
func argvOf(rt docker.Runtime) []string {
	argv := slices.Clone(rt.Command)
	for i := range argv {
		argv[i] = strings.ReplaceAll(argv[i], "${MEMORY_MIB}", strconv.FormatInt(rt.Limits.MemoryBytes>>20, 10))
	}
	return argv
}

func envOf(rt docker.Runtime) []string {
	var env []string
	for _, name := range slices.Sorted(maps.Keys(rt.Env)) {
		env = append(env, name+"="+rt.Env[name])
	}
	return env
}

// run runs the program once and checks what it prints.
func (x *bare) run(ctx context.Context) (bareRun, error) {
	r, err := x.jail.run(ctx, x.argv, x.env, x.dir)
	if err != nil {
		return r, err
	}
	return r, x.hello.check(r.stdout)
}

// measureBare measures section a, on a machine that does nothing else.
func (b *bench) measureBare(ctx context.Context) error {
	for _, rt := range b.runtimes {
		x, err := b.bareOf(ctx, rt)
		if err != nil {
			return err
		}
		if err := b.settle(ctx); err != nil {
			return err
		}
		var took, cpu []time.Duration
		for i := range b.plan.runs + 1 {
			r, err := x.run(ctx)
			if err != nil {
				return err
			}
			if i > 0 { // the first reads the files from the disk
				took, cpu = append(took, r.took), append(cpu, r.cpu)
			}
		}
		b.report.Bare = append(b.report.Bare, latencyRow{rt.ID, summarize(took), milliseconds(total(cpu)) / float64(len(cpu))})
	}
	return nil
}
