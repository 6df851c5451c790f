package main

import (
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// runner runs one job.
type runner struct {
	host   *wire.Writer
	oom    *oomScore
	cgroup cgroup
	input  *buffer // for the program, which may not read it
	stop   stopper
	warm   *warm // the interpreter that waits for a program, if one does
}

// run runs job and sends its exit. An error means that the program was not
// started, which is the platform's failure.
func (r *runner) run(job wire.Job) error {
	before := r.cgroup.usage()
	started := time.Now()
	p, err := r.begin(job)
	if err != nil {
		return err
	}
	if err := r.host.Write(wire.TypeStarted, nil); err != nil {
		return err
	}
	deadline := time.AfterFunc(job.WallTime, func() { r.stop.because(wire.CauseWallTimeout) })
	r.stop.spare(p.oom.doomed)
	oomOthers := p.oom.start(before.oomKills)
	unwatch := r.watchUncounted()

	if r.stop.cause() != wire.CauseNone {
		killAll() // the host's kill came before there was anything to kill
	}
	go feed(r.input, p.stdin)
	stdout, stderr := r.pump(wire.TypeStdout, p.stdout, job.OutputBytes), r.pump(wire.TypeStderr, p.stderr, job.OutputBytes)

	end := <-p.ended
	deadline.Stop()
	wall := r.stop.until(time.Now()).Sub(started)
	others := oomOthers()
	unwatch()
	reapAll(&end)
	finish(stdout, stderr)

	exit := wire.Exit{
		Cause:       r.stop.cause(),
		WallTime:    wall,
		OOMOthers:   others,
		StdoutBytes: stdout.written,
		StderrBytes: stderr.written,
	}
	end.describe(&exit)
	r.cgroup.usage().since(before, p.floor, end, &exit)
	return r.host.WriteMessage(wire.TypeExit, exit)
}

// begin has the job's program run: in the interpreter that waits for it, or
// else in one started now.
func (r *runner) begin(job wire.Job) (*program, error) {
	if r.warm != nil && !job.Fresh && r.warm.command.Equal(job.Command) {
		return r.warm.program, r.warm.give(job.Code)
	}
	if r.warm != nil {
		r.warm.discard()
	}
	if err := os.WriteFile(job.Path, []byte(job.Code), 0o644); err != nil {
		return nil, err
	}
	return r.start(job.Command)
}

// obey follows the host's orders until its stream ends.
func (r *runner) obey(orders *wire.Reader) {
	for {
		typ, payload, err := orders.Next()
		if err != nil {
			return
		}
		switch typ {
		case wire.TypeStdin:
			r.input.add(payload)
		case wire.TypeStdinEOF:
			r.input.end()
		case wire.TypeKill:
			r.stop.because(wire.CauseKilled)
		default: // of a later protocol; the host has seen our hello
		}
	}
}

// stopper ends the program, and remembers what for.
type stopper struct {
	kill func() // ends every process but the runner

	mu     sync.Mutex
	first  wire.Cause
	at     time.Time   // when everything was killed for it; zero before
	doomed func() bool // the program has been killed already
}

// spare says how to find out that the program has been killed without us.
func (s *stopper) spare(doomed func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doomed = doomed
}

// because ends the program. The first cause stands, unless it had been killed
// before: the kernel takes its time to end a large process.
func (s *stopper) because(c wire.Cause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == wire.CauseNone && (s.doomed == nil || !s.doomed()) {
		s.first = c
		defer func() { s.at = time.Now() }()
	}
	s.kill()
}

// until is when the program ran last, of which the end has been seen at end: a
// process that is killed does nothing more, however long the kernel takes for it.
func (s *stopper) until(end time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.at.IsZero() && s.at.Before(end) {
		return s.at
	}
	return end
}

func (s *stopper) cause() wire.Cause {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first
}

// killAll ends every other process in the container. The kernel signals them
// in one step during which none can fork, so that a fork bomb ends too.
func killAll() { _ = syscall.Kill(-1, syscall.SIGKILL) }
