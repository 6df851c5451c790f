package docker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// session is one container, from its start to its one job to its end.
type session struct {
	*sandboxContainer
	*dialogue
	orders *wire.Writer
	rt     Runtime
	fresh  *regexp.Regexp // see freshPattern
	opened time.Time
}

// open starts a container of rt, whose runner will take a job.
func (sb *Sandbox) open(ctx context.Context, rt Runtime) (*session, error) {
	opened := sb.cfg.Now()
	c, err := sb.startContainer(ctx, sb.spec(rt))
	if err != nil {
		return nil, err
	}
	s := &session{
		sandboxContainer: c, dialogue: newDialogue(rt.Limits.OutputBytes), orders: wire.NewWriter(c.stream.Conn),
		rt: rt, fresh: sb.fresh[rt.ID], opened: opened,
	}
	go s.listen(c.stream.Reader)
	return s, nil
}

// openWarm starts a container of rt with its interpreter up and waiting.
func (sb *Sandbox) openWarm(ctx context.Context, rt Runtime) (*session, error) {
	s, err := sb.open(ctx, rt)
	if err != nil {
		return nil, err
	}
	if err := s.boot(ctx); err != nil {
		sb.release(ctx, s)
		return nil, fmt.Errorf("boot %s: %w", rt.Name, err)
	}
	return s, nil
}

// boot has the interpreter started and waits until it waits.
func (s *session) boot(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.orders.WriteMessage(wire.TypeBoot, wireCommand(s.rt)); err != nil {
		return err
	}
	select {
	case <-s.ready:
		return nil
	case <-s.ended:
		return fmt.Errorf("%w: %s", s.err, s.lastWords)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// memory is what the container takes while it waits, in bytes.
func (s *session) memory() int64 { return warmMemory(s.warmBytes) }

// alive reports whether the runner is still there.
func (s *session) alive() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// errNotStarted says that the runner did not start the program.
var errNotStarted = errors.New("the program was not started")

// run sends the job and waits for its end. It kills the container when ctx
// ends, when the program has not begun before begin does, or when the runner does
// not keep its deadline.
func (s *session) run(ctx, begin context.Context, job executor.Job, ociRuntime string) (executor.Result, error) {
	// It ends by itself or with the stream, and what it could not send is
	// heard from the runner, or from its silence.
	fresh := s.fresh != nil && s.fresh.MatchString(job.Code)
	if job.Wrote != nil {
		s.tell.Store((*teller)(&job.Wrote))
	}
	sentAt := time.Now()
	go func() { _ = s.say(wireJob(s.rt, job, fresh, s.seal), job) }()

	stopped, err := s.watch(ctx, begin)
	if err != nil {
		return executor.Result{}, err
	}
	if s.exit == nil && !ended(s.err) {
		_ = s.kill(ctx) // it is alive, and not heard any more
	}
	r := s.result(s.rt, ociRuntime)
	r.Timeline[executor.StageSent] = sentAt
	switch {
	case s.exit != nil:
		return r, nil
	case s.startedAt.IsZero() || errors.Is(s.err, errProtocol):
		return r, fmt.Errorf("%w: %w: %s", errNotStarted, s.err, s.lastWords)
	case stopped != "":
		r.Termination, r.WallTime = stopped, time.Since(s.startedAt)
		return r, nil
	case errors.Is(s.err, errOverrun):
		r.Termination, r.WallTime = executor.TerminationOutputLimit, time.Since(s.startedAt)
		return r, nil
	default:
		r.WallTime = time.Since(s.startedAt)
		return s.autopsy(ctx, r, s.last(begin))
	}
}

// last is when Run must ask for no more news of the container, see [RunTimeout].
func (s *session) last(begin context.Context) time.Time {
	begun, ok := begin.Deadline()
	if !ok {
		begun = time.Now()
	}
	return begun.Add(s.rt.Limits.WallTime + stopMargin + goneTimeout - newsPatience)
}

// watch waits until the dialogue has ended, and sees to it that it does. If it
// had to stop the container, it tells what for. Where the engine does not stop it,
// that is an error: then it has also kept from us what the runner had to say, and
// the program may have ended in time.
func (s *session) watch(ctx, begin context.Context) (stopped executor.Termination, err error) {
	patience := time.NewTimer(within(begin, startTimeout))
	defer patience.Stop()
	started, done := s.started, ctx.Done()
	for {
		select {
		case <-s.ended:
			return stopped, err
		case <-started:
			if stopped == "" {
				patience.Reset(s.rt.Limits.WallTime + stopMargin)
			}
			started = nil
		case <-patience.C:
			stopped = cmp.Or(stopped, executor.TerminationWallTimeout)
			err = cmp.Or(err, s.kill(ctx))
		case <-done:
			done = nil
			if errors.Is(context.Cause(ctx), executor.ErrCancelled) {
				stopped = executor.TerminationCancelled
				patience.Reset(stopMargin) // for the runner, which knows more
				go func() { _ = s.orders.Write(wire.TypeKill, nil) }()
				continue
			}
			err = ctx.Err()
			_ = s.kill(ctx)
		}
	}
}
