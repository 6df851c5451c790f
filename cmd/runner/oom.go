package main

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"time"
)

// oomWatch finds out which of the kernel's kills for memory were surely not of
// the program's first process: a wait status tells that SIGKILL came, and not
// from whom.
//
// The kernel counts such a kill before it sends the signal, and from then on the
// signal is pending on the victim until it has been reaped. So if there is none
// on the first process a while after a kill was counted, the victim was another.
//
// How long a while? The two are a few instructions apart, but on a crowded
// machine whoever executes them may have to wait in between. That the victim's
// memory is free again shows that the signal was sent. So does the next kill,
// since the kernel kills one after the other.
type oomWatch struct {
	kills  func() int64 // how many there have been
	room   func() int64 // bytes of memory that are left
	doomed func() bool  // the first process has SIGKILL pending, or is gone

	seen   int64     // how many of the kills
	at     time.Time // the last of them
	others int64     // how many of them were surely not the first process
}

const (
	// oomSettle is how often is looked after a kill, and how long the memory must
	// have been free for: a process that has used it up takes several times as
	// long to die.
	oomSettle = 5 * time.Millisecond

	// oomPatience is how long the kernel may take from the count to the signal
	// while there is no memory.
	oomPatience = 250 * time.Millisecond

	// oomRelief is the memory that no one can have freed but a victim: with less,
	// the kernel goes on without a kill.
	oomRelief = 4 << 20

	// oomIdle is how often is looked while there is room for more memory than a
	// program can take in between, at fastestTake bytes a millisecond.
	oomIdle     = 50 * time.Millisecond
	fastestTake = 4 << 20
)

// newOOMWatch returns a watch for the process with pid. The process must not have
// been waited for.
func (r *runner) newOOMWatch(pid int) *oomWatch {
	limit := r.cgroup.limit.read()
	if limit < 0 {
		limit = math.MaxInt64
	}
	memory, count := openHeld(r.cgroup.memory.file), openHeld(r.cgroup.oomKills.file)
	status := openHeld(fmt.Sprintf("/proc/%d/status", pid))
	return &oomWatch{
		kills: func() (n int64) {
			count.read(func(text []byte) { n = number(text, r.cgroup.oomKills.key) })
			return n
		},
		room: func() (n int64) {
			memory.read(func(text []byte) { n = limit - max(0, number(text, r.cgroup.memory.key)) })
			return n
		},
		doomed: func() (yes bool) {
			status.read(func(text []byte) { yes = doomed(text) })
			return yes
		},
	}
}

// start watches until stop is called, which returns the number of others that
// were killed, beyond those before.
func (w *oomWatch) start(before int64) (stop func() int64) {
	before = max(0, before)
	w.seen, w.others = before, before
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		next := time.NewTimer(oomSettle)
		defer next.Stop()
		for {
			select {
			case <-end:
				return
			case now := <-next.C:
				next.Reset(w.look(now))
			}
		}
	}()
	return func() int64 {
		close(end)
		<-ended
		return w.others - before
	}
}

// look looks, and says when to do so again.
func (w *oomWatch) look(now time.Time) (again time.Duration) {
	switch n := w.kills(); {
	case n > w.seen:
		w.seen, w.at = n, now
		if !w.doomed() {
			w.others = n - 1
		}
	case w.others < w.seen && w.sent(now) && !w.doomed():
		w.others = w.seen
	}
	if w.others < w.seen {
		return oomSettle
	}
	return min(oomIdle, max(oomSettle, time.Duration(w.room()/fastestTake)*time.Millisecond))
}

// sent reports whether the signal of the last kill must have been sent by now.
func (w *oomWatch) sent(now time.Time) bool {
	since := now.Sub(w.at)
	return since >= oomPatience || since >= oomSettle && w.room() >= oomRelief
}

// doomed reports whether the process with this /proc/PID/status has SIGKILL
// pending, which stays so until it has been reaped. No text means that it has;
// gVisor does not tell what is pending.
//
// The state says nothing: a process whose first thread has ended is a zombie,
// and may go on in others.
func doomed(status []byte) bool {
	const sigkill = 1 << (9 - 1) // in a mask of signals
	masks := 0
	for line := range bytes.Lines(status) {
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(":\t"))
		if string(name) != "SigPnd" && string(name) != "ShdPnd" {
			continue
		}
		mask, err := strconv.ParseUint(string(value), 16, 64)
		if err != nil || mask&sigkill != 0 {
			return true
		}
		masks++
	}
	untold := masks == 0 && len(status) > 0
	return masks != 2 && !untold
}
