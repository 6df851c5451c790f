package main

import (
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// usage is what the container's cgroup has counted up to a moment; negative
// where it does not tell, as under gVisor.
type usage struct {
	cpu      time.Duration
	own      time.Duration // of cpu, what the runner took
	peak     int64         // bytes
	oomKills int64
}

func (c cgroup) usage() usage {
	own := ownCPU() // first: the kernel brings both counts up to date for it
	u := usage{cpu: -1, own: own, peak: c.peak.read(), oomKills: c.oomKills.read()}
	if n := c.cpu.read(); n >= 0 {
		u.cpu = time.Duration(n) * c.cpuUnit
	}
	return u
}

func ownCPU() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// since writes what the program's processes used from before until now into x.
// Where the cgroup does not tell, the wait statuses do for want of better.
//
// CPU time is a difference, and so without what an interpreter took that was up
// before. Memory is the most that was in use at any moment, the interpreter
// included, whenever that was started: a program has the same figure cold and
// warm. The floor, in use before any interpreter was, is not the program's. The
// cgroup's high mark cannot be set back from in here, but need not be: an
// interpreter that waits for its program holds as much as it ever did.
func (now usage) since(before usage, floor int64, e end, x *wire.Exit) {
	x.CPUTime, x.PeakMemoryBytes = e.cpu, e.maxRSS
	if now.cpu >= 0 && before.cpu >= 0 {
		x.CPUTime = max(0, now.cpu-before.cpu-(now.own-before.own))
	}
	if now.peak >= 0 {
		x.PeakMemoryBytes = max(0, now.peak-max(0, floor))
	}
	x.OOMKills = max(0, now.oomKills) - max(0, before.oomKills)
}
