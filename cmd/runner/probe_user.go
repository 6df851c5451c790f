package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"unsafe"

	"github.com/edtronaut/livecode/executor/wire"
)

// checkUser: a user and a group of its own, neither of them root's, and no
// other group.
func checkUser(wire.Promises) error {
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 || gid == 0 {
		return fmt.Errorf("programs run as user %d and group %d", uid, gid)
	}
	groups, err := os.Getgroups()
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(groups, func(g int) bool { return g == gid })
	if len(others) > 0 {
		return fmt.Errorf("programs are in the further groups %v", others)
	}
	return nil
}

// Operations of prctl(2).
const (
	prGetNoNewPrivs = 39
	prCapBSetRead   = 23
)

// checkPrivileges: no program that is started has more rights than who starts
// it, whatever the bits of its file.
func checkPrivileges(wire.Promises) error {
	on, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prGetNoNewPrivs, 0, 0)
	if errno != 0 || on != 1 {
		return errors.New("programs can gain privileges: no_new_privs is not set")
	}
	return nil
}

// checkCapabilities: no capability, and none to be had.
func checkCapabilities(wire.Promises) error {
	const version3 = 0x20080522 // of capget(2), with 64 capabilities in two words
	header := struct {
		version uint32
		pid     int32
	}{version: version3}
	var sets [2]struct{ effective, permitted, inheritable uint32 }
	_, _, errno := syscall.RawSyscall(syscall.SYS_CAPGET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&sets)), 0)
	if errno != 0 {
		return fmt.Errorf("capget: %w", errno)
	}
	var held, bounding []int
	for n := range 64 {
		word, bit := sets[n/32], uint32(1)<<(n%32)
		if (word.effective|word.permitted|word.inheritable)&bit != 0 {
			held = append(held, n)
		}
		if is, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prCapBSetRead, uintptr(n), 0); errno == 0 && is == 1 {
			bounding = append(bounding, n)
		}
	}
	if len(held)+len(bounding) > 0 {
		return fmt.Errorf("programs have capabilities %v and can gain %v, by their numbers", held, bounding)
	}
	return nil
}
