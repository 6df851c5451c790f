package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// pipeSize is asked for each of the program's output pipes, in bytes. Node
// drops what a full pipe does not take when the program calls process.exit.
const pipeSize = 1 << 20

// fSetPipeSize is F_SETPIPE_SZ of fcntl(2).
const fSetPipeSize = 1031

// program is the started program: its process, and our ends of its streams.
type program struct {
	pid            int
	stdin          *os.File
	stdout, stderr *os.File
	ended          chan end // receives once
	oom            *oomWatch
	floor          int64 // bytes of memory in use before it was started
}

// start starts a program in a session of its own, with its three streams as
// its only descriptors.
func (r *runner) start(c wire.Command) (*program, error) {
	path, err := exec.LookPath(c.Argv[0])
	if err != nil {
		return nil, err
	}
	inR, inW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer inR.Close()
	outR, outW, err := outputPipe()
	if err != nil {
		return nil, err
	}
	defer outW.Close()
	errR, errW, err := outputPipe()
	if err != nil {
		return nil, err
	}
	defer errW.Close()

	p := &program{stdin: inW, stdout: outR, stderr: errR, ended: make(chan end, 1), floor: r.cgroup.memory.read()}
	fork := func() (err error) {
		p.pid, err = syscall.ForkExec(path, c.Argv, &syscall.ProcAttr{
			Dir:   filepath.Dir(c.Path),
			Env:   c.Env,
			Files: []uintptr{inR.Fd(), outW.Fd(), errW.Fd()},
			Sys:   &syscall.SysProcAttr{Setsid: true},
		})
		return err
	}
	err = r.oom.raised(func() error {
		return asForPrograms(func() error { return atLowestPriority(fork) })
	})
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	p.oom = r.newOOMWatch(p.pid)
	go func() { p.ended <- reapUntil(p.pid) }()
	return p, nil
}

// outputPipe returns a pipe for one of the program's output streams.
func outputPipe() (r, w *os.File, err error) {
	r, w, err = os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	// Where the kernel allows less, the usual 64 KiB do.
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, w.Fd(), fSetPipeSize, pipeSize)
	return r, w, nil
}
