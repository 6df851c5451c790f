package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestLocksAreCounted: every lock of a process, up to as many as are asked for.
func TestLocksAreCounted(t *testing.T) {
	t.Parallel()
	fd, err := syscall.Open("/proc/locks", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	w := &lockWatch{fd: fd}
	file, err := os.Create(filepath.Join(t.TempDir(), "locked"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const locks = 1000
	before := w.count(1 << 20) // of others, outside of a container
	for i := range int64(locks) {
		lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 2 * i, Len: 1}
		if err := syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, &lock); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count(1 << 20); n < before+locks-50 || n > before+locks+50 { // others come and go
		t.Errorf("count() = %d with %d locks more than %d, want so many", n, locks, before)
	}
	if n := w.count(100); n < 100 || n > 200 {
		t.Errorf("count(100) = %d, want 100 and what is on the same page", n)
	}
}
