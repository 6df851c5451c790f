package main

import (
	"bytes"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// There are things for which the kernel takes memory that it counts for nobody,
// neither a control group nor a user, and that no limit bounds. So the runner looks
// how many the program has, and ends one that has too many.
const (
	// maxLocks is how many locks on ranges of files it may have, of some 200 bytes
	// each. SQLite has a few for each connection.
	maxLocks = 4096

	// maxSockets is how many TCP sockets it may have. Those that wait to be accepted
	// are made by interrupts: 3 kB that are counted only when a program accepts them.
	maxSockets = 4096

	// uncountedLook is how often is looked, and when first. In between the fastest
	// programs seen take a hundred thousand locks, or a few thousand connections.
	uncountedLook = 100 * time.Millisecond

	// mostLocksText bounds the look at locks, of which some are others': the kernel
	// tells them a page at a time, for each of which it goes through all from the first.
	mostLocksText = 1 << 20
)

// uncounted looks for what the kernel does not count. The filter of system calls
// keeps out the locks of which /proc/locks does not tell whose they are.
type uncounted struct {
	locks   int // descriptor of /proc/locks; negative if there is none
	sockets []*held
	buf     [4 << 10]byte
}

// openUncounted opens the files that tell, for as long as the runner lives.
func openUncounted() *uncounted {
	fd, err := syscall.Open("/proc/locks", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		fd = -1 // gVisor has none; what its own kernel takes is counted
	}
	return &uncounted{locks: fd, sockets: []*held{openHeld("/proc/self/net/sockstat"), openHeld("/proc/self/net/sockstat6")}}
}

// watchUncounted ends the program when it has too much, until stop is called. The
// program does not wait for its files to be opened.
func (r *runner) watchUncounted() (stop func()) {
	end := make(chan struct{})
	go func() {
		u := openUncounted()
		look := time.NewTicker(uncountedLook)
		defer look.Stop()
		for {
			select {
			case <-end:
				return
			case <-look.C:
				if u.countSockets() > maxSockets || u.countLocks(maxLocks+1) > maxLocks {
					r.stop.because(wire.CauseMemory)
				}
			}
		}
	}()
	return func() { close(end) } // a look may take some milliseconds; nobody waits for it
}

// countLocks counts the locks up to most, or a few more.
func (u *uncounted) countLocks(most int) (n int) {
	if u.locks < 0 {
		return 0
	}
	if _, err := syscall.Seek(u.locks, 0, 0); err != nil {
		return 0
	}
	for text := 0; n < most && text < mostLocksText; {
		got, err := syscall.Read(u.locks, u.buf[:]) // whole lines
		if err != nil || got == 0 {
			break
		}
		text += got
		n += ownLocks(u.buf[:got])
	}
	return n
}

// ownLocks counts the lines of /proc/locks of processes that can be seen from here.
// One that waits has an arrow before the fields:
//
//	1: POSIX  ADVISORY  WRITE 12 00:30:4 0 0
//
// The locks of open files, and those of other hosts, are of a process below 0, and
// are told to everybody.
func ownLocks(text []byte) (n int) {
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) > 1 && string(fields[1]) == "->" {
			fields = fields[1:]
		}
		if len(fields) > 4 && fields[4][0] != '-' {
			n++
		}
	}
	return n
}

// countSockets counts the TCP sockets of the container's network.
func (u *uncounted) countSockets() (n int64) {
	for _, file := range u.sockets {
		file.read(func(text []byte) { n += inUse(text) })
	}
	return n
}

// inUse is the number in the line "TCP: inuse 7 orphan 0 ..." of sockstat, which has
// TCP6 for the other protocol.
func inUse(sockstat []byte) int64 {
	for line := range bytes.Lines(sockstat) {
		fields := bytes.Fields(line)
		if len(fields) > 2 && bytes.HasPrefix(fields[0], []byte("TCP")) && string(fields[1]) == "inuse" {
			return number(fields[2], "")
		}
	}
	return 0
}
