package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"unsafe"
)

// takeSignals makes the runner immune to every signal that the program may
// send, and deaf to them: not even a storm costs it time, which it needs to keep
// the deadline.
//
// Linux drops what has no handler in a PID 1, but not always: a signal whose
// default is to kill does kill if the first thread happens to block it and
// another does not (complete_signal in kernel/signal.c), and Go's threads block
// all signals for moments. So no signal that does anything by default may be
// left at it.
func takeSignals() error {
	// Go must believe that it handles them: it then gives the program, which
	// would inherit an ignored signal, the default.
	signal.Notify(make(chan os.Signal, 1))
	if err := setHandler(sigIgn, deafTo()...); err != nil {
		return err
	}
	// Whoever ignores this one by name has no children to wait for.
	return setHandler(sigDfl, uintptr(syscall.SIGCHLD))
}

// deafTo are all signals that can be ignored without consequences.
func deafTo() []uintptr {
	var all []uintptr
	for sig := uintptr(1); sig <= lastSignal; sig++ {
		switch syscall.Signal(sig) {
		case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGCHLD:
		default:
			all = append(all, sig)
		}
	}
	return all
}

// lastSignal is SIGRTMAX.
const lastSignal = 64

// beyondGo are the signals that Go leaves to the C library and lets nobody
// handle.
var beyondGo = []uintptr{32, 33, 34}

// The handlers of sigaction(2) that are none.
const (
	sigDfl = 0
	sigIgn = 1
)

// asForPrograms calls start with the signals beyond Go at their default, so
// that the process it starts has them so.
func asForPrograms(start func() error) error {
	if err := setHandler(sigDfl, beyondGo...); err != nil {
		return err
	}
	err := start()
	if e := setHandler(sigIgn, beyondGo...); err == nil {
		err = e
	}
	return err
}

func setHandler(handler uintptr, signals ...uintptr) error {
	action := struct {
		handler  uintptr
		flags    uint64
		restorer uintptr
		mask     uint64
	}{handler: handler}
	for _, sig := range signals {
		_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, sig, uintptr(unsafe.Pointer(&action)), 0, unsafe.Sizeof(action.mask), 0, 0)
		if errno != 0 {
			return fmt.Errorf("sigaction(%d): %w", sig, errno)
		}
	}
	return nil
}
