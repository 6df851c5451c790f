package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// checkSeccomp: our filter is on. Both calls only look, or do nothing, and any
// user may make them; every engine's own profile refuses the first, and only
// ours the second.
func checkSeccomp(wire.Promises) error {
	const ask = 0xffffffff
	if _, _, errno := syscall.RawSyscall(syscall.SYS_UNSHARE, 0, 0, 0); errno == 0 {
		return errors.New("system calls are not filtered: unshare was let through")
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PERSONALITY, ask, 0, 0); errno == 0 {
		return errors.New("system calls are filtered by another profile than ours: personality was let through")
	}
	return nil
}

// checkProc: what the kernel tells of the whole machine is masked. Engines put
// /dev/null over such files and an empty folder over such folders.
func checkProc(wire.Promises) error {
	for _, file := range []string{"/proc/kcore", "/proc/keys", "/proc/timer_list"} {
		info, err := os.Lstat(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeCharDevice == 0 {
			return fmt.Errorf("%s is not masked", file)
		}
	}
	if entries, _ := os.ReadDir("/sys/firmware"); len(entries) > 0 {
		return errors.New("/sys/firmware is not masked")
	}
	return nil
}

// checkRunner: the program, which has the same user, cannot look into PID 1.
func checkRunner(wire.Promises) error { return outOfReach("/proc/1") }

// outOfReach is nil if standard input, memory and environment of the process
// with that folder in /proc cannot be opened.
func outOfReach(dir string) error {
	for _, name := range []string{"fd/0", "mem", "environ"} {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			return errors.Join(fmt.Errorf("programs can open %s of the runner in /proc", name), f.Close())
		}
	}
	return nil
}
