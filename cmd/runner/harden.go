package main

import (
	"fmt"
	"os"
	"syscall"
)

// prSetDumpable is PR_SET_DUMPABLE of prctl(2).
const prSetDumpable = 4

// harden makes the runner out of reach for the program, which has the same
// user id: not traceable, its memory, environment and descriptors not readable
// through /proc, not to be ended by any signal, and in no need of anything that
// the program could use up. It must be called before there is a program.
func harden() (*oomScore, error) {
	// Opened first: a process that is not dumpable has a /proc of root's.
	oom, err := openOOMScore()
	if err != nil {
		return nil, err
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return nil, fmt.Errorf("prctl(PR_SET_DUMPABLE, 0): %w", errno)
	}
	takeThreads()
	return oom, takeSignals()
}

// oomScore sets the runner's own oom_score_adj.
type oomScore struct {
	file *os.File
	own  string // what the container's creator gave it
}

func openOOMScore() (*oomScore, error) {
	const path = "/proc/self/oom_score_adj"
	own, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return &oomScore{f, string(own)}, nil
}

// raised calls start with the score at its highest, so that the process it
// starts has that score from its first instruction: when memory runs out, the
// kernel ends the program and not the runner.
func (o *oomScore) raised(start func() error) error {
	if err := o.set("1000"); err != nil {
		return err
	}
	err := start()
	if e := o.set(o.own); err == nil {
		err = e
	}
	return err
}

func (o *oomScore) set(score string) error {
	if _, err := o.file.WriteString(score); err != nil {
		return fmt.Errorf("set oom_score_adj to %q: %w", score, err)
	}
	return nil
}
