package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// Sandbox runs each program in a container of its own.
type Sandbox struct {
	cfg      Config
	engine   *Engine
	runtimes map[string]Runtime // by language id
	leave    sync.WaitGroup     // containers on their way out
}

var _ executor.Sandbox = (*Sandbox)(nil)

// New returns a Sandbox on the engine.
func New(engine *Engine, cfg Config) *Sandbox {
	sb := &Sandbox{cfg: cfg, engine: engine, runtimes: map[string]Runtime{}}
	for _, rt := range cfg.Runtimes {
		sb.runtimes[rt.ID] = rt
	}
	return sb
}

// Close waits until every container of ended runs has been removed. No Run may
// be under way or follow.
func (sb *Sandbox) Close() { sb.leave.Wait() }

// Run runs the program of job in a fresh container; see [executor.Sandbox].
func (sb *Sandbox) Run(ctx context.Context, job executor.Job) (executor.Result, error) {
	rt, ok := sb.runtimes[job.Language]
	if !ok {
		return executor.Result{}, fmt.Errorf("language %q has no runtime here", job.Language)
	}
	c, err := sb.startContainer(ctx, sb.spec(rt))
	if err != nil {
		return executor.Result{}, err
	}
	defer sb.release(ctx, c)
	return sb.converse(ctx, c, rt, job)
}

func (sb *Sandbox) spec(rt Runtime) spec {
	return spec{
		image:    rt.Image.ID,
		language: rt.ID,
		worker:   sb.cfg.WorkerID,
		runtime:  sb.cfg.OCIRuntime,
		limits:   rt.Limits,
		expires:  time.Now().Add(RunTimeout(rt.Limits.WallTime) + leftoverAfter),
	}
}

// release lets the container go in the background, so that the result does not
// wait for it.
func (sb *Sandbox) release(ctx context.Context, c *sandboxContainer) {
	sb.leave.Go(func() {
		if err := c.dispose(ctx); err != nil {
			sb.cfg.Log.Warn().Err(err).Str("container", c.id).Msg("container was not removed; it will be reaped when it expires")
		}
	})
}

// converse sends the job and listens until the program's end, or kills the
// container when ctx ends or the runner does not keep its deadline.
func (sb *Sandbox) converse(ctx context.Context, c *sandboxContainer, rt Runtime, job executor.Job) (executor.Result, error) {
	var overdue atomic.Bool
	watchdog := time.AfterFunc(startTimeout, func() {
		overdue.Store(true)
		c.kill(ctx)
		c.stream.Close()
	})
	defer watchdog.Stop()
	stop := context.AfterFunc(ctx, func() {
		c.kill(ctx)
		c.stream.Close()
	})
	defer stop()

	// It ends by itself or with the stream, and what it could not send is
	// heard from the runner, or from its silence.
	go func() { _ = say(c.stream.Conn, wireJob(rt, job), job.Stdin) }()

	limit := rt.Limits.OutputBytes
	d := dialogue{stdout: collector{limit: limit}, stderr: collector{limit: limit}}
	err := d.listen(c.stream.Reader, func() { watchdog.Reset(rt.Limits.WallTime + stopMargin) })
	r := d.result(rt, sb.cfg.OCIRuntime)
	switch {
	case err == nil:
		return r, nil
	case ctx.Err() != nil:
		return executor.Result{}, ctx.Err()
	case d.startedAt.IsZero() || errors.Is(err, errProtocol):
		return executor.Result{}, fmt.Errorf("runner did not start the program: %w: %s", err, d.lastWords)
	}
	r.WallTime = time.Since(d.startedAt)
	if overdue.Load() {
		r.Termination = executor.TerminationWallTimeout
		return r, nil
	}
	return sb.autopsy(c, r)
}

// autopsy judges a run whose runner died after the program had started: the
// program did that, and is not run again.
func (sb *Sandbox) autopsy(c *sandboxContainer, r executor.Result) (executor.Result, error) {
	if err := c.waitGone(); err != nil {
		return executor.Result{}, fmt.Errorf("lost the container: %w", err)
	}
	r.Termination, r.Signal = executor.TerminationSignaled, signalName(int(syscall.SIGKILL))
	if n := int(c.exitCode) - 128; n > 0 {
		r.Signal = signalName(n)
	}
	return r, nil
}

// wireJob is the job as the runner gets it.
func wireJob(rt Runtime, job executor.Job) wire.Job {
	mib := strconv.FormatInt(rt.Limits.MemoryBytes>>20, 10)
	argv := slices.Clone(rt.Command)
	for i, arg := range argv {
		argv[i] = strings.ReplaceAll(arg, "${MEMORY_MIB}", mib)
	}
	env := make([]string, 0, len(rt.Env))
	for _, name := range slices.Sorted(maps.Keys(rt.Env)) {
		env = append(env, name+"="+rt.Env[name])
	}
	return wire.Job{
		Path:        path.Join(sandboxDir, rt.FileName),
		Code:        job.Code,
		Argv:        argv,
		Env:         env,
		WallTime:    rt.Limits.WallTime,
		OutputBytes: rt.Limits.OutputBytes,
	}
}
