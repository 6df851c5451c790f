package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// jail starts plain processes in a root file system, by chroot and nothing
// else, so that they cost what they cost on a host.
//
// They have the host's /dev and a /proc, mounted in a mount namespace that one
// thread of ours alone is in. The mounts end with that thread, however we end.
type jail struct {
	root string
	work chan func()
}

func newJail(root string) (*jail, error) {
	j := &jail{root: root, work: make(chan func())}
	ready := make(chan error)
	go j.serve(ready)
	return j, <-ready
}

// serve does the jail's work. Its goroutine never gives its thread back, so the
// thread ends with it.
func (j *jail) serve(ready chan<- error) {
	runtime.LockOSThread()
	err := j.mount()
	ready <- err
	if err != nil {
		return
	}
	for work := range j.work {
		work()
	}
}

func (j *jail) mount() error {
	if err := unix.Unshare(unix.CLONE_FS | unix.CLONE_NEWNS); err != nil {
		return fmt.Errorf("a mount namespace for the bare interpreters (are you root?): %w", err)
	}
	// Nothing we mount is seen outside; what is unmounted outside goes here too.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SLAVE, ""); err != nil {
		return err
	}
	if err := unix.Mount("proc", filepath.Join(j.root, "proc"), "proc", 0, ""); err != nil {
		return err
	}
	return unix.Mount("/dev", filepath.Join(j.root, "dev"), "", unix.MS_BIND, "")
}

func (j *jail) close() { close(j.work) }

// bareRun is one run of a plain process.
type bareRun struct {
	took, cpu time.Duration
	stdout    string
}

// run runs a program to its end and takes the time of it all.
func (j *jail) run(ctx context.Context, argv, env []string, dir string) (r bareRun, err error) {
	done := make(chan struct{})
	j.work <- func() {
		defer close(done)
		r, err = j.runHere(ctx, argv, env, dir)
	}
	<-done
	return r, err
}

func (j *jail) runHere(ctx context.Context, argv, env []string, dir string) (bareRun, error) {
	program, err := j.find(argv[0], env)
	if err != nil {
		return bareRun{}, err
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, program)
	cmd.Args, cmd.Env, cmd.Dir = argv, env, dir
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: j.root, Pdeathsig: syscall.SIGKILL}
	start := time.Now()
	err = cmd.Run()
	took := time.Since(start)
	if err != nil {
		return bareRun{}, fmt.Errorf("%q in %s: %w: %s", argv, j.root, err, stderr.String())
	}
	return bareRun{took: took, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), stdout: stdout.String()}, nil
}

// find looks a program up in the PATH of env, within the jail.
func (j *jail) find(name string, env []string) (string, error) {
	for _, pair := range env {
		list, ok := strings.CutPrefix(pair, "PATH=")
		if !ok {
			continue
		}
		for dir := range strings.SplitSeq(list, ":") {
			file := path.Join("/", dir, name)
			if _, err := os.Lstat(filepath.Join(j.root, file)); err == nil {
				return file, nil
			}
		}
	}
	return "", fmt.Errorf("there is no %s in PATH in %s", name, j.root)
}
