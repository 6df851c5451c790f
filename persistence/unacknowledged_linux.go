package persistence

import (
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ackTimeout is after how long without any acknowledgement of what was sent, or
// of a keep-alive probe, a connection counts as broken. By itself Linux takes a
// quarter of an hour.
const ackTimeout = 10 * time.Second

// limitUnacknowledged is a net.Dialer's Control.
func limitUnacknowledged(network, _ string, conn syscall.RawConn) (err error) {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	if e := conn.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(ackTimeout.Milliseconds()))
	}); e != nil {
		return e
	}
	return err
}
