package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"unsafe"
)

// takeSignals makes the runner immune to every signal that the program may
// send.
//
// Linux drops what has no handler in a PID 1, but not always: a signal whose
// default is to kill does kill if the first thread happens to block it and
// another does not (complete_signal in kernel/signal.c), and Go's threads block
// all signals for moments. So no signal may be left at its default.
func takeSignals() error {
	// Handled and dropped. Notify rather than Ignore, because an ignored
	// signal stays ignored in the program, and a handled one is back at its
	// default there.
	signal.Notify(make(chan os.Signal, 1))
	return setBeyondGo(sigIgn)
}

// beyondGo are the signals that Go leaves to the C library and lets nobody
// handle.
var beyondGo = [...]uintptr{32, 33, 34}

// The handlers of sigaction(2) that are none.
const (
	sigDfl = 0
	sigIgn = 1
)

// asForPrograms calls start with the signals beyond Go at their default, so
// that the process it starts has them so.
func asForPrograms(start func() error) error {
	if err := setBeyondGo(sigDfl); err != nil {
		return err
	}
	err := start()
	if e := setBeyondGo(sigIgn); err == nil {
		err = e
	}
	return err
}

func setBeyondGo(handler uintptr) error {
	action := struct {
		handler  uintptr
		flags    uint64
		restorer uintptr
		mask     uint64
	}{handler: handler}
	for _, sig := range beyondGo {
		_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, sig, uintptr(unsafe.Pointer(&action)), 0, unsafe.Sizeof(action.mask), 0, 0)
		if errno != 0 {
			return fmt.Errorf("sigaction(%d): %w", sig, errno)
		}
	}
	return nil
}
