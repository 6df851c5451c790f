package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// fillArgument has the runner take the memory that the argument after it says,
// in bytes.
const fillArgument = "fill"

// beyond is how much more memory than allowed is asked for.
const beyond = 32 << 20

// checkMemory: a process that takes more memory than allowed is killed. Where
// that costs the whole sandbox its life, the host sees it.
func checkMemory(p wire.Promises) error {
	much := p.MemoryBytes + beyond
	pid, err := syscall.ForkExec(os.Args[0], []string{os.Args[0], fillArgument, strconv.FormatInt(much, 10)}, &syscall.ProcAttr{})
	if err != nil {
		return err
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
		return err
	}
	switch {
	case status.Signaled() && status.Signal() == syscall.SIGKILL:
		return nil
	case status.Exited() && status.ExitStatus() == 0:
		return fmt.Errorf("programs can take %d MiB of memory where %d MiB are allowed", much>>20, p.MemoryBytes>>20)
	default:
		return fmt.Errorf("a process that took %d MiB of memory ended with wait status %#x, and was not killed", much>>20, uint32(status))
	}
}

// fill takes that many bytes of memory.
func fill(bytes string) error {
	n, err := strconv.Atoi(bytes)
	if err != nil {
		return err
	}
	memory, err := syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return err
	}
	for i := 0; i < n; i += os.Getpagesize() {
		memory[i] = 1
	}
	return nil
}
