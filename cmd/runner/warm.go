package main

import (
	"errors"
	"os"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// warm is an interpreter that has been started before there is a program. What
// it takes for its script is a FIFO: it has done all its start-up, opened the
// FIFO, and blocks until someone writes.
type warm struct {
	command wire.Command
	program *program
	fifo    *os.File // open for writing
}

// boot starts the interpreter that the payload describes and tells the host
// when it waits for its program.
func (r *runner) boot(payload []byte) error {
	if r.warm != nil {
		return errors.New("there is one already")
	}
	w := new(warm)
	if err := wire.Decode(payload, &w.command); err != nil {
		return err
	}
	if err := syscall.Mkfifo(w.command.Path, 0o644); err != nil {
		return err
	}
	var err error
	if w.program, err = r.start(w.command); err != nil {
		return err
	}
	if w.fifo, err = w.open(); err != nil {
		return err
	}
	r.warm = w
	return r.host.WriteMessage(wire.TypeReady, wire.Ready{MemoryBytes: max(0, memoryInUse())})
}

// memoryInUse is what the container holds of memory now, in bytes, without the
// files that the kernel caches for it and would give up; negative if the cgroup
// does not tell.
func memoryInUse() int64 {
	inUse, files := counter("/sys/fs/cgroup/memory/memory.usage_in_bytes", ""), counter("/sys/fs/cgroup/memory/memory.stat", "cache")
	if dir, ok := cgroup2Dir(); ok {
		inUse, files = counter(dir+"/memory.current", ""), counter(dir+"/memory.stat", "file")
	}
	return inUse - max(0, files)
}

// open opens the FIFO for writing, which succeeds when the interpreter has
// opened it for reading.
func (w *warm) open() (*os.File, error) {
	type opened struct {
		fifo *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.OpenFile(w.command.Path, os.O_WRONLY, 0)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.fifo, o.err
	case <-w.program.ended:
		return nil, errors.New("the interpreter ended before it read its program")
	}
}

// give hands the interpreter its program. The source goes into a regular file
// first, which takes the FIFO's name: whoever looks for the program from now on
// finds an ordinary script. Then it goes into the open FIFO.
func (w *warm) give(code string) error {
	source := w.command.Path + ".new"
	if err := os.WriteFile(source, []byte(code), 0o644); err != nil {
		return err
	}
	if err := os.Rename(source, w.command.Path); err != nil {
		return err
	}
	// An interpreter that has died meanwhile is seen at its end.
	_, _ = w.fifo.WriteString(code)
	return w.fifo.Close()
}

// discard ends the interpreter, for a job that it does not fit.
func (w *warm) discard() {
	_ = syscall.Kill(w.program.pid, syscall.SIGKILL)
	<-w.program.ended
	_ = os.Remove(w.command.Path)
	for _, f := range []*os.File{w.fifo, w.program.stdin, w.program.stdout, w.program.stderr} {
		_ = f.Close()
	}
}
