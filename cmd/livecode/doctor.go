package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/docker/go-units"
	"github.com/google/uuid"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/images"
	"github.com/edtronaut/livecode/persistence"
)

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check that this machine can run programs, and say what to do where it cannot",
		Args:  cobra.NoArgs,
		RunE: withConfig(func(cmd *cobra.Command, cfg config) error {
			d := doctor{cfg: cfg, out: cmd.OutOrStdout()}
			return d.examine(cmd.Context())
		}),
	}
}

// doctor checks one thing after the other and prints a line for each.
type doctor struct {
	cfg    config
	out    io.Writer
	failed int
}

// minDisk is the free space below which images or data may not fit.
const minDisk = 1 << 30

func (d *doctor) examine(ctx context.Context) error {
	d.exposure()
	d.database(ctx)
	d.dataDir()
	if engine := d.engine(ctx); engine != nil {
		defer engine.Close()
		d.languages(ctx, engine)
	}
	if d.failed > 0 {
		return fmt.Errorf("%d checks failed", d.failed)
	}
	return nil
}

// report prints the outcome of one check: what was found, or what to do.
func (d *doctor) report(what string, err error, found, remedy string) bool {
	if err != nil {
		d.failed++
		fmt.Fprintf(d.out, "✗ %s: %v\n  → %s\n", what, err, remedy)
		return false
	}
	fmt.Fprintf(d.out, "✓ %s: %s\n", what, found)
	return true
}

func (d *doctor) database(ctx context.Context) {
	if d.cfg.DatabaseURL == "" {
		fmt.Fprintf(d.out, "✓ database: SQLite in DATA_DIR, %s\n", d.cfg.DataDir)
		return
	}
	store, err := persistence.Open(ctx, databaseConfig(d.cfg))
	if err == nil {
		err = store.Close()
	}
	d.report("database", err, "Postgres answers", "start Postgres, or correct DATABASE_URL")
}

// dataDir checks that files can be made in DATA_DIR, and that there is room.
func (d *doctor) dataDir() {
	err := os.MkdirAll(d.cfg.DataDir, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(d.cfg.DataDir, "doctor-"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if d.report("data", err, "files can be made in "+d.cfg.DataDir, "make the folder writable for this user, or set another DATA_DIR") {
		d.disk("data", d.cfg.DataDir)
	}
}

// engine checks the engine and what it says of its host.
func (d *doctor) engine(ctx context.Context) *docker.Engine {
	engine, err := docker.Connect(ctx)
	var facts docker.Facts
	if err == nil {
		facts, err = docker.Ask(ctx, engine)
	}
	found := fmt.Sprintf("Docker %s, API %s", facts.Version, facts.APIVersion)
	if !d.report("engine", err, found, "install and start Docker (`make engine` does both on Debian), be root or in group docker, or set DOCKER_HOST") {
		return nil
	}
	if len(facts.Missing) > 0 {
		err = errors.New("the host has no " + strings.Join(facts.Missing, ", no "))
	}
	d.report("cgroups", err, "version "+facts.CgroupVersion+" with memory, swap, CPU and pids limits",
		"enable these controllers on the kernel's command line, such as cgroup_enable=memory swapaccount=1")
	d.report("isolation that the engine adds", nil, facts.Security.String(), "")
	d.disk("engine", facts.RootDir)
	d.versions(facts)
	return engine
}

// disk checks for free space. A folder that is not on this machine, as with a
// remote engine, is passed over.
func (d *doctor) disk(what, dir string) {
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) != nil {
		return
	}
	free := int64(fs.Bavail) * fs.Bsize
	var err error
	if free < minDisk {
		err = fmt.Errorf("%s are free at %s", units.BytesSize(float64(free)), dir)
	}
	d.report("disk for "+what, err, units.BytesSize(float64(free))+" free", "free some; images and data need about 1 GiB")
}

// languages checks the images, runs one program in each, and has the sandbox
// examined in the first.
func (d *doctor) languages(ctx context.Context, engine *docker.Engine) {
	b, err := newBuilder(engine, func(string) {})
	if err != nil {
		d.report("runner", err, "", "run `make build`")
		return
	}
	catalogue, err := images.Catalogue()
	if err != nil {
		d.report("languages", err, "", "reinstall livecode")
		return
	}
	var runtimes []docker.Runtime
	for _, e := range catalogue {
		img, err := b.Find(ctx, e)
		if !d.report("image for "+e.Name, err, e.Name+" "+img.Version+", "+img.Name, "run `livecode images` to build it") {
			continue
		}
		e.Limits = d.cfg.limits(e.Limits)
		rt := docker.Runtime{Language: e.Language, Image: img}
		d.run(ctx, engine, rt)
		runtimes = append(runtimes, rt)
	}
	if len(runtimes) > 0 {
		d.sandbox(ctx, engine, runtimes[0])
	}
}

// reportLeft reports containers that could not be removed.
func (d *doctor) reportLeft(err error) {
	if err != nil {
		d.report("cleaning up", err, "", "look at the engine's log")
	}
}

// run runs the language's example.
func (d *doctor) run(ctx context.Context, engine *docker.Engine, rt docker.Runtime) {
	sandbox := docker.New(engine, docker.Config{
		WorkerID: "doctor-" + uuid.NewString()[:8], Runtimes: []docker.Runtime{rt},
		OCIRuntime: d.cfg.SandboxRuntime, Log: zerolog.Nop(),
	})
	defer func() { d.reportLeft(sandbox.Close()) }()
	r, err := sandbox.Run(ctx, executor.Job{Language: rt.ID, Code: rt.Example})
	if err == nil && r.Status() != executor.StatusCompleted {
		err = fmt.Errorf("it ended as %s, %s: %s", r.Status(), r.Termination, r.Stderr.Kept)
	}
	d.report("a program in "+rt.Name, err, fmt.Sprintf("ran in %d ms, %s at its peak", r.WallTime.Milliseconds(), units.BytesSize(float64(r.PeakMemoryBytes))),
		"look at the engine's log; `docker run --rm "+rt.Image.Name+"` must reach the runner")
}
