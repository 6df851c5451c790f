package main

import (
	"runtime"
	"sync"
)

// How many threads the runner may need at once: those that run Go, and those
// that wait in a system call, which are one each for the host's orders, for
// output to the host, for the end of processes, for the program's FIFO, and
// the runtime's own monitor, with some to spare.
const (
	runningThreads = 2
	waitingThreads = 8
)

// takeThreads has Go make all the threads that the runner will need. A program
// may fill the container's process table, and Go ends a process that needs a
// thread and gets none. Go keeps the threads that it has made.
func takeThreads() {
	runtime.GOMAXPROCS(runningThreads)
	const all = runningThreads + waitingThreads
	var made, idle sync.WaitGroup
	made.Add(all)
	for range all {
		idle.Go(func() {
			runtime.LockOSThread() // no two of these on one thread
			defer runtime.UnlockOSThread()
			made.Done()
			made.Wait()
		})
	}
	idle.Wait()
}
