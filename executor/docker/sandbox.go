package docker

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"sync"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// Sandbox runs each program in a container of its own.
type Sandbox struct {
	cfg      Config
	engine   *Engine
	runtimes map[string]Runtime        // by language id
	fresh    map[string]*regexp.Regexp // likewise, see freshPattern
	gate     *gate
	pool     *pool
	leave    sync.WaitGroup // containers on their way out
	owed     owed           // and those that would not go
}

var _ executor.Sandbox = (*Sandbox)(nil)

// New returns a Sandbox on the engine, and begins to fill its pool.
func New(engine *Engine, cfg Config) *Sandbox {
	cfg = cfg.withDefaults()
	sb := &Sandbox{cfg: cfg, engine: engine, gate: newGate(runtime.NumCPU() / 2), runtimes: map[string]Runtime{}, fresh: map[string]*regexp.Regexp{}}
	for _, rt := range cfg.Runtimes {
		sb.runtimes[rt.ID] = rt
		sb.fresh[rt.ID] = freshPattern(rt)
	}
	sb.pool = startPool(sb)
	return sb
}

// Close empties the pool and waits until every container has been removed; its
// error says how many could not be. No Run may be under way or follow.
func (sb *Sandbox) Close() error {
	sb.gate.stayOpen()
	sb.pool.close()
	sb.leave.Wait()
	return sb.settleAll()
}

// Warm tells how many warm containers of the language wait for a job.
func (sb *Sandbox) Warm(language string) int {
	warm, _ := sb.pool.count(language)
	return warm
}

// Target tells how many there should be at present.
func (sb *Sandbox) Target(language string) int {
	_, target := sb.pool.count(language)
	return target
}

// WarmMemory tells how many bytes all warm containers take that wait for a job.
func (sb *Sandbox) WarmMemory() int64 { return sb.pool.memory() }

// Run runs the program of job in a container that no other program has used
// or will use: a warm one, or else one made now. See [executor.Sandbox].
func (sb *Sandbox) Run(ctx context.Context, job executor.Job) (executor.Result, error) {
	r, err := sb.run(ctx, job)
	if err != nil && ctx.Err() == nil && !answers(ctx, sb.engine) {
		err = fmt.Errorf("%w: %w", executor.ErrSandboxAway, err)
	}
	return r, err
}

func (sb *Sandbox) run(ctx context.Context, job executor.Job) (executor.Result, error) {
	rt, ok := sb.runtimes[job.Language]
	if !ok {
		return executor.Result{}, fmt.Errorf("language %q has no runtime here", job.Language)
	}
	defer sb.gate.enter()()
	begin, cancel := context.WithTimeout(ctx, beginTimeout)
	defer cancel()
	s := sb.pool.take(job.Language)
	if s != nil {
		r, err := sb.runIn(ctx, begin, s, job)
		if !errors.Is(err, errNotStarted) || ctx.Err() != nil {
			sb.cfg.Observer.Taken(job.Language, true)
			return r, err
		}
		// It died while it waited, which the program has not seen.
		sb.cfg.Log.Warn().Err(err).Msg("a warm container was of no use; making one")
	}
	sb.cfg.Observer.Taken(job.Language, false)
	s, err := sb.openFor(ctx, begin, rt)
	if err != nil {
		return executor.Result{}, err
	}
	return sb.runIn(ctx, begin, s, job)
}

// openFor is open until begin for a program that nobody may want any more, when ctx
// ends: what is being made goes on, and is let go.
func (sb *Sandbox) openFor(ctx, begin context.Context, rt Runtime) (*session, error) {
	var s *session
	var err error
	made := make(chan struct{})
	sb.leave.Go(func() {
		defer close(made)
		s, err = sb.open(begin, rt)
	})
	select {
	case <-made:
		return s, err
	case <-ctx.Done():
		sb.leave.Go(func() {
			if <-made; err == nil {
				sb.release(ctx, s)
			}
		})
		return nil, ctx.Err()
	}
}

// runIn runs the program in a container; when begin ends, it must have begun.
func (sb *Sandbox) runIn(ctx, begin context.Context, s *session, job executor.Job) (executor.Result, error) {
	defer sb.release(ctx, s)
	return s.run(ctx, begin, job, sb.cfg.OCIRuntime)
}

func (sb *Sandbox) spec(rt Runtime) spec {
	return spec{
		image:    rt.Image.ID,
		language: rt.ID,
		worker:   sb.cfg.WorkerID,
		life:     sb.cfg.Life,
		runtime:  sb.cfg.OCIRuntime,
		limits:   rt.Limits,
		expires:  time.Now().Add(sb.cfg.WarmAge + RunTimeout(rt.Limits.WallTime) + leftoverAfter),
	}
}

// release lets a container go in the background, so that nobody waits for it,
// and when no program is disturbed.
func (sb *Sandbox) release(ctx context.Context, s *session) {
	sb.leave.Go(func() {
		defer sb.gate.wait(ctx, removing)()
		sb.dispose(ctx, s)
	})
}

// dispose removes a container, now or when the engine is back.
func (sb *Sandbox) dispose(ctx context.Context, s *session) {
	if err := s.dispose(ctx); err != nil {
		sb.owe(s.id, err)
	}
}
