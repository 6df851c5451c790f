package main

import (
	"errors"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// end is how the program ended, and what its processes used as far as the
// wait status of each tells.
type end struct {
	status syscall.WaitStatus
	cpu    time.Duration
	maxRSS int64 // of the largest process, in bytes
}

// reapUntil waits for processes, which as PID 1 it must for all orphans, until
// the one with pid has ended. It leaves the others running.
func reapUntil(pid int) end {
	var e end
	for {
		got, status, err := e.wait()
		if err != nil {
			return e // there is no child, though there should be
		}
		if got == pid {
			e.status = status
			return e
		}
	}
}

// reapAll ends and reaps every process that is left.
func reapAll(e *end) {
	killAll()
	for {
		if _, _, err := e.wait(); err != nil {
			return
		}
	}
}

// wait waits for one process and adds what it used.
func (e *end) wait() (pid int, status syscall.WaitStatus, err error) {
	var used syscall.Rusage
	for {
		pid, err = syscall.Wait4(-1, &status, 0, &used)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		e.cpu += time.Duration(used.Utime.Nano() + used.Stime.Nano())
		e.maxRSS = max(e.maxRSS, used.Maxrss<<10)
	}
	return pid, status, err
}

// describe writes the wait status into x.
func (e *end) describe(x *wire.Exit) {
	if e.status.Signaled() {
		x.Signal = int(e.status.Signal())
		return
	}
	x.ExitCode = e.status.ExitStatus()
}
