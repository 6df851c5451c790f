package main

import (
	"bytes"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

const (
	// maxLocks is how many locks on files a program may have. The kernel takes some
	// 200 bytes for each and counts them for nobody, neither control group nor user
	// (its accounting was taken back in Linux 5.15 for what it cost). SQLite has a few
	// for each connection.
	maxLocks = 4096

	// locksLook is how often is looked. The fastest program seen takes a million
	// locks a second, of which this leaves it 10 MB.
	locksLook = 50 * time.Millisecond
)

// lockWatch counts the locks on files that the container's processes have. The
// filter of system calls keeps out those that /proc/locks would not tell of, or of
// which it does not tell whose they are: see images/seccomp.md.
type lockWatch struct {
	fd  int // of /proc/locks
	buf [4 << 10]byte
}

// watchLocks ends the program when it has too many, until stop is called.
func (r *runner) watchLocks() (stop func()) {
	fd, err := syscall.Open("/proc/locks", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return func() {} // gVisor has none; what its kernel takes is counted
	}
	w := &lockWatch{fd: fd}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer syscall.Close(fd)
		look := time.NewTicker(locksLook)
		defer look.Stop()
		for {
			select {
			case <-end:
				return
			case <-look.C:
				if w.count(maxLocks+1) > maxLocks {
					r.stop.because(wire.CauseMemory)
				}
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}

// count counts the locks up to most: the kernel tells them a page at a time, for
// each of which it goes through all of them from the first.
func (w *lockWatch) count(most int) (n int) {
	if _, err := syscall.Seek(w.fd, 0, 0); err != nil {
		return 0
	}
	for n < most {
		got, err := syscall.Read(w.fd, w.buf[:])
		if err != nil || got == 0 {
			break
		}
		n += bytes.Count(w.buf[:got], []byte("\n"))
	}
	return n
}
