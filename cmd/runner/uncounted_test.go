package main

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestOwnLocks: all but those that everybody is told of.
func TestOwnLocks(t *testing.T) {
	t.Parallel()
	const told = `1: POSIX  ADVISORY  WRITE 12 00:30:4 0 0
1: -> POSIX  ADVISORY  READ 13 00:30:4 0 0
2: OFDLCK ADVISORY  WRITE -1 00:01:2049 9 9
2: -> OFDLCK ADVISORY  WRITE -1 00:01:2049 9 9
3: POSIX  ADVISORY  WRITE -7 00:30:4 0 0
4: FLOCK  ADVISORY  WRITE 12 00:30:5 0 EOF
5: LEASE  ACTIVE    READ  12 00:30:6 0 EOF
`
	if n := ownLocks([]byte(told)); n != 4 {
		t.Errorf("ownLocks() = %d, want 4", n)
	}
}

// TestUncounted: the kernel tells of every lock and socket that there is.
func TestUncounted(t *testing.T) {
	t.Parallel()
	u := openUncounted()
	file, err := os.Create(filepath.Join(t.TempDir(), "locked"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const many = 500
	for i := range int64(many) {
		lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 2 * i, Len: 1}
		if err := syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, &lock); err != nil {
			t.Fatal(err)
		}
	}
	if n := u.countLocks(1 << 20); n < many { // outside of a container there are others'
		t.Errorf("countLocks() = %d, want %d at least", n, many)
	}
	if n := u.countLocks(100); n < 100 || n > 200 {
		t.Errorf("countLocks(100) = %d, want 100 and what is on the same page", n)
	}
	for range many {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	if n := u.countSockets(); n < many {
		t.Errorf("countSockets() = %d, want %d at least", n, many)
	}
}
