package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// piped is an answer whose connection is a pipe.
type piped struct {
	http.ResponseWriter

	conn net.Conn
}

func (p piped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return p.conn, bufio.NewReadWriter(bufio.NewReader(p.conn), bufio.NewWriter(p.conn)), nil
}

// silent is an attachment to what waits, of a client that never says anything, and
// the client's end.
func silent(t *testing.T) (*attachment, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = theirs.Close() })
	conn, err := websocket.Accept(piped{httptest.NewRecorder(), ours}, handshake(t, "/", nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	waits := executor.Execution{Status: executor.StatusQueued}
	return &attachment{
		eventStream: &eventStream{
			output: new(executor.Outputs).Follow(uuid.New()), first: waits,
			read: func(context.Context) (executor.Execution, error) { return waits, nil },
		},
		messageWriter: newMessageWriter(t.Context(), conn), conn: conn,
	}, theirs
}

// TestAttachedClientsThatTakeNothingAreDropped: nobody waits for them for longer
// than for those of the events.
func TestAttachedClientsThatTakeNothingAreDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, _ := silent(t)
		a.events = a.messageWriter
		defer a.leave()
		began := time.Now()
		err := a.talk()
		if took := time.Since(began); err == nil || took != readerPatience {
			t.Errorf("talk() = %v after %v, want an error after %v", err, took, readerPatience)
		}
	})
}

// TestAttachedClientsThatAreDeadAreDropped: one that gives no sign of life, though
// it is told nothing.
func TestAttachedClientsThatAreDeadAreDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, client := silent(t)
		go func() { _, _ = io.Copy(io.Discard, client) }()
		a.events, a.position = a.messageWriter, position{told: toldQueued}
		defer a.leave()
		began := time.Now()
		err := a.talk()
		if took := time.Since(began); err == nil || took != heartbeat+readerPatience {
			t.Errorf("talk() = %v after %v, want an error after %v", err, took, heartbeat+readerPatience)
		}
	})
}

// TestNoInputAfterTheEnd: what comes between the end and the farewell is refused.
func TestNoInputAfterTheEnd(t *testing.T) {
	t.Parallel()
	a, theirs := silent(t)
	defer a.leave()
	go func() { _, _ = io.Copy(io.Discard, theirs) }()
	a.input = new(executor.Inputs).Open(uuid.New(), 0)
	send := func() error { return a.obey(t.Context(), []byte(`{"type":"stdin","text":"x"}`)) }
	if err := send(); err != nil {
		t.Errorf("input before the end: %v", err)
	}
	if err := a.event("end", position{}, record{}); err != nil {
		t.Fatal(err)
	}
	if err := send(); !errors.Is(err, executor.ErrInputEnded) {
		t.Errorf("input after the end: got %v, want ErrInputEnded", err)
	}
}
