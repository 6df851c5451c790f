package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// checkRootfs: nothing can be written outside the scratch file systems. Of a
// read-only root the kernel tells so before it looks at the rights, and anybody
// may write to /var/tmp. What else a runtime has mounted may be another matter.
func checkRootfs(p wire.Promises) error {
	mounted, err := mountPoints()
	if err != nil {
		return err
	}
	mounted = slices.DeleteFunc(mounted, func(dir string) bool {
		return slices.ContainsFunc(p.Scratch, func(s wire.Scratch) bool { return s.Path == dir })
	})
	told := false
	for _, dir := range append([]string{"/", "/etc", "/usr/local/bin", "/var/tmp"}, mounted...) {
		made := filepath.Join(dir, "livecode-probe")
		err := os.Mkdir(made, 0o700)
		if err == nil {
			return errors.Join(fmt.Errorf("programs can write to %s", dir), os.Remove(made))
		}
		told = told || errors.Is(err, syscall.EROFS)
	}
	if !told {
		return errors.New("the root file system is not read-only")
	}
	return nil
}

// mountPoints are those of this container, as proc_pid_mountinfo(5) lists them in
// its fifth field.
func mountPoints() (points []string, err error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	for line := range strings.Lines(string(mounts)) {
		if fields := strings.Fields(line); len(fields) > 4 {
			points = append(points, fields[4])
		}
	}
	return points, err
}

// checkNoexec: what programs write cannot be started.
func checkNoexec(p wire.Promises) error {
	for _, s := range p.Scratch {
		file := filepath.Join(s.Path, "livecode-probe")
		if err := os.WriteFile(file, []byte("#!"+os.Args[0]+"\n"), 0o700); err != nil {
			return err
		}
		pid, err := syscall.ForkExec(file, []string{file}, &syscall.ProcAttr{})
		if e := os.Remove(file); e != nil {
			return e
		}
		if err == nil {
			_, err = syscall.Wait4(pid, nil, 0, nil)
			return errors.Join(fmt.Errorf("files in %s can be started", s.Path), err)
		}
	}
	return nil
}

// checkTmpfs: file systems in memory are full when they hold what they may.
func checkTmpfs(p wire.Promises) error {
	for _, s := range p.Scratch {
		if err := fillUp(s); err != nil {
			return err
		}
	}
	return nil
}

// fillUp writes to s until it is full, and wants it to be so in time. Each file
// is small enough for the limit on the size of one.
func fillUp(s wire.Scratch) (err error) {
	const fileSize = 16 << 20
	dir, err := os.MkdirTemp(s.Path, "livecode-probe-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for written := int64(0); written <= s.Bytes; {
		n, err := writeFile(dir, fileSize)
		written += n
		if errors.Is(err, syscall.ENOSPC) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s holds %d MiB, then: %w", s.Path, written>>20, err)
		}
	}
	return fmt.Errorf("%s holds more than the %d MiB that are allowed", s.Path, s.Bytes>>20)
}

// writeFile writes a new file in dir and returns how many bytes went into it.
func writeFile(dir string, size int64) (written int64, err error) {
	f, err := os.CreateTemp(dir, "")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	zeros := make([]byte, 1<<20)
	for written < size {
		n, err := f.Write(zeros)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
