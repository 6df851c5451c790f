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
// sandbox at once, as under gVisor. Or somebody has asked the engine to, who
// tidies up or shuts it down: that is no fault of the program's, and it is run
// again. The engine knows. Otherwise it was the program, which can send SIGKILL to
// PID 1 under gVisor alone.
//
// A busy engine tells of the end late; patience is how long it may take.
func (s *session) autopsy(ctx context.Context, r executor.Result, patience time.Duration) (executor.Result, error) {
	if err := s.waitGone(patience); err != nil {
		return executor.Result{}, fmt.Errorf("lost the container: %w", err)
	}
	r.Termination, r.Signal = executor.TerminationSignaled, signalName(int(syscall.SIGKILL))
	if n := int(s.exitCode) - 128; n > 0 {
		r.Signal = signalName(n)
	}
	if r.Signal != "SIGKILL" || !ended(s.err) {
		return r, nil
	}
	switch s.cause(ctx) {
	case events.ActionOOM:
		r.Termination, r.Signal = executor.TerminationOOM, ""
		r.PeakMemoryBytes, r.OOMKills = s.rt.Limits.MemoryBytes, 1 // at least
	case events.ActionKill:
		return executor.Result{}, errKilledFromOutside
	default: // it was the program
	}
	return r, nil
}

// errKilledFromOutside says that the container of a running program was killed
// through the engine, and not by us.
var errKilledFromOutside = errors.New("somebody else has had the engine kill or remove the container")

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
