package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"

	"github.com/edtronaut/livecode/executor"
)

// ended reports whether a dialogue ended because its stream did.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// autopsy judges a run whose runner died, or spoke as none does, after the
// program had started: the program did that, and is not run again. What it used
// is not known then.
//
// If it died of SIGKILL and not by our hand, it may have been the kernel, for
// want of memory: when the program's processes are all smaller than the runner,
// say, and have lowered their score; or always where that kills the whole
// sandbox at once, as under gVisor. The engine knows. Or it was somebody who has
// asked the engine to, who tidies up or shuts it down, or has killed it without
// asking, as a host does that has no memory left. That is no fault of the
// program's, and it is run again: no program can send SIGKILL to PID 1, but
// under gVisor. So may one be that has run out of memory where the engine has
// removed its container before it heard of that, which was seen in one of 140 such
// ends, on a crowded machine.
func (s *session) autopsy(ctx context.Context, r executor.Result, last time.Time) (executor.Result, error) {
	r.Termination, r.Signal = executor.TerminationSignaled, signalName(int(syscall.SIGKILL))
	switch err := s.awaitNews(ctx, last); {
	case errors.Is(err, errStillThere) && s.stays && answers(ctx, s.engine):
		return r, nil // see [forGVisor]
	case err != nil:
		return executor.Result{}, fmt.Errorf("lost the container: %w", err)
	}
	r.Signal = s.endedBy()
	if r.Signal != "SIGKILL" || !ended(s.err) {
		return r, nil
	}
	switch cause := s.cause(ctx); {
	case cause == events.ActionOOM:
		r.Termination, r.Signal = executor.TerminationOOM, ""
		r.PeakMemoryBytes, r.OOMKills = s.rt.Limits.MemoryBytes, 1 // at least
	case cause == events.ActionKill, cause == events.ActionDestroy && !s.programsKillInit() && s.exitCode > 128:
		return executor.Result{}, errKilledFromOutside
	}
	return r, nil
}

// awaitNews waits until the engine has told how the container has ended. A busy one
// tells late: if nobody wants Run to end, it may take until last, and in any case as
// long as goneTimeout gives it.
func (s *session) awaitNews(ctx context.Context, last time.Time) error {
	if err := s.waitGone(goneTimeout - newsPatience); !errors.Is(err, errStillThere) {
		return err
	}
	ctx, cancel := context.WithDeadline(ctx, last)
	defer cancel()
	return s.awaitGone(ctx)
}

// unknownEnd is the exit code of a container of which containerd has lost sight,
// as when its shim was killed; the container is killed then.
const unknownEnd = 255

// endedBy is the signal by which PID 1 has ended, and SIGKILL if it has exited:
// then it could not go on, and has taken all others with it.
func (c *sandboxContainer) endedBy() string {
	if n := int(c.exitCode) - 128; n > 0 && c.exitCode != unknownEnd {
		return signalName(n)
	}
	return signalName(int(syscall.SIGKILL))
}

// errKilledFromOutside says that the container of a running program was killed,
// and neither by us nor by the program.
var errKilledFromOutside = errors.New("the container was killed or removed by somebody else")

// newsPatience is how long is waited for news of a container that is gone. They
// are out a few milliseconds after its end, if there are any.
const newsPatience = time.Second

// cause is the event by which a container has ended that is gone, if the engine
// knows of one: that it ran out of memory, or was to be killed. The engine
// remembers its last few hundred events. What it hears after the end it tells only
// if it still has the container.
func (c *sandboxContainer) cause(ctx context.Context) events.Action {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), newsPatience)
	defer cancel()
	news, failed := c.engine.Events(ctx, events.ListOptions{
		Since: "1", // all it remembers, whatever its clock says
		Filters: filters.NewArgs(
			filters.Arg("container", c.id),
			filters.Arg("event", string(events.ActionOOM)),
			filters.Arg("event", string(events.ActionKill)),
			filters.Arg("event", string(events.ActionDestroy)), // nothing comes after it
		),
	})
	select {
	case first := <-news:
		return first.Action
	case <-failed: //nolint:errcheck // whatever it is, there is no evidence
		return ""
	}
}
