package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// checkRootfs: nothing of the root file system can be written. The kernel tells
// so before it looks at the rights, and anybody may write to /var/tmp.
func checkRootfs(wire.Promises) error {
	told := false
	for _, dir := range []string{"/", "/etc", "/usr/local/bin", "/var/tmp"} {
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
