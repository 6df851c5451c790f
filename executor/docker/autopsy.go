package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
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
// program had started: the program did that, and is not run again.
//
// Nobody inside can send SIGKILL to the runner, which is PID 1. If it died of
// that and not by our hand, it may have been the kernel, for want of memory: when
// the program's processes are all smaller than the runner, say, and have lowered
// their score. The engine knows.
func (s *session) autopsy(ctx context.Context, r executor.Result) (executor.Result, error) {
	if err := s.waitGone(); err != nil {
		return executor.Result{}, fmt.Errorf("lost the container: %w", err)
	}
	r.Termination, r.Signal = executor.TerminationSignaled, signalName(int(syscall.SIGKILL))
	if n := int(s.exitCode) - 128; n > 0 {
		r.Signal = signalName(n)
	}
	if r.Signal == "SIGKILL" && ended(s.err) && s.ranOutOfMemory(ctx) {
		r.Termination, r.Signal = executor.TerminationOOM, ""
	}
	return r, nil
}

// ranOutOfMemory reports whether the engine has noticed that the container did.
// It remembers its last few hundred events.
func (s *session) ranOutOfMemory(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTimeout)
	defer cancel()
	seen, failed := s.engine.Events(ctx, events.ListOptions{
		Since:   "1", // all it remembers, whatever its clock says
		Until:   strconv.FormatInt(time.Now().Add(time.Second).Unix(), 10),
		Filters: filters.NewArgs(filters.Arg("container", s.id), filters.Arg("event", string(events.ActionOOM))),
	})
	select {
	case <-seen:
		return true
	case err := <-failed: // at the latest io.EOF, when it has told all
		return err == nil
	}
}
