package main

import (
	"fmt"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// checkPids: no more processes than allowed run at once.
func checkPids(p wire.Promises) error {
	var children []int
	defer func() {
		for _, pid := range children {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			_, _ = syscall.Wait4(pid, nil, 0, nil)
		}
	}()
	for int64(len(children)) < p.Pids {
		pid, errno := forkIdle()
		if errno == syscall.EAGAIN {
			return nil
		}
		if errno != 0 {
			return fmt.Errorf("%d processes run at once, then: %w", len(children), errno)
		}
		children = append(children, pid)
	}
	return fmt.Errorf("more processes run at once than the %d that are allowed", p.Pids)
}

// forkIdle makes a process that waits to be killed. It is a copy of this one
// with this thread alone, so it may do nothing but system calls.
func forkIdle() (pid int, _ syscall.Errno) {
	child, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	for errno == 0 && child == 0 {
		_, _, _ = syscall.RawSyscall6(syscall.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
	}
	return int(child), errno
}
