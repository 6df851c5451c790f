package persistence

import (
	"net"
	"os"
	"testing"
	"time"
)

// lateConn is a connection whose time is up.
type lateConn struct{ net.Conn }

func (lateConn) Write([]byte) (int, error)   { return 0, os.ErrDeadlineExceeded }
func (lateConn) SetDeadline(time.Time) error { return nil }

// The farewell of a connection that has gone silent says nothing of others, from
// which something has been heard since.
func TestClosingASilentConnectionRaisesNoDoubt(t *testing.T) {
	t.Parallel()
	lost := newLoss()
	silent, next := &socket{Conn: lateConn{}, lost: lost}, &socket{lost: lost}
	lost.note(time.Nanosecond)
	if !next.doubtful() {
		t.Error("a connection of which nothing was heard since is in no doubt")
	}
	next.heard = 2 * time.Nanosecond
	if _, err := silent.Write([]byte("X")); err == nil {
		t.Fatal("the farewell was written")
	}
	if next.doubtful() {
		t.Error("the farewell put a connection in doubt that has answered")
	}
}
