package main

import (
	"fmt"
	"runtime"
	"syscall"
)

// lowestPriority is what the program runs at, and all that it starts. It matters
// within the container alone, which shares the cores by its quota: there the
// runner must find time to keep the deadline beside any number of spinners.
const lowestPriority = 19

// atLowestPriority calls start, and the process that it starts inherits the
// priority. Linux has one for each thread, and nobody may raise his own again: so
// start runs on a thread that ends with it. Nor may anyone set that of others,
// or else the program could lower the runner's.
func atLowestPriority(start func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock it, at which the thread ends
		err := syscall.Setpriority(syscall.PRIO_PROCESS, 0, lowestPriority)
		if err != nil {
			done <- fmt.Errorf("set priority: %w", err)
			return
		}
		done <- start()
	}()
	return <-done
}
