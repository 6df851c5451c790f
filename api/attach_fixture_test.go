package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// attached is a client's end of an attachment.
type attached struct {
	t    *testing.T
	conn *websocket.Conn
}

// told is an event as a client gets it, in either way.
type told struct {
	Event string
	ID    string
	Data  json.RawMessage
}

// attachPatience is how long a test waits for what must come.
const attachPatience = 20 * time.Second

// dial asks for an attachment, and returns the status of the answer.
func (s *studio) dial(path string, header http.Header, protocols ...string) (*websocket.Conn, int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), attachPatience)
	defer cancel()
	conn, answer, err := websocket.Dial(ctx, s.server.URL+path, &websocket.DialOptions{HTTPHeader: header, Subprotocols: protocols})
	if answer == nil {
		s.t.Fatalf("attach: %v", err)
	}
	if answer.Body != nil {
		_ = answer.Body.Close()
	}
	if err == nil {
		conn.SetReadLimit(-1)
		s.t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return conn, answer.StatusCode
}

func attachPath(id uuid.UUID) string { return "/api/executions/" + id.String() + "/attach" }

// attach opens one, to go on after the event with an id, or from the start.
func (s *studio) attach(id uuid.UUID, after string) *attached {
	s.t.Helper()
	conn, status := s.dial(attachPath(id)+"?lastEventId="+after, nil, attachProtocol)
	if conn == nil {
		s.t.Fatalf("attach: status %d, want 101", status)
	}
	if got := conn.Subprotocol(); got != attachProtocol {
		s.t.Errorf("the subprotocol is %q, want %q", got, attachProtocol)
	}
	return &attached{s.t, conn}
}

// interactive stores an execution and attaches to it.
func (s *studio) interactive(stdin string) (uuid.UUID, *attached) {
	s.t.Helper()
	id := s.submitWith(executor.Input{Stdin: []byte(stdin), Interactive: true})
	return id, s.attach(id, "")
}

// send sends a message as it is.
func (c *attached) send(message string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), attachPatience)
	defer cancel()
	if err := c.conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
		c.t.Fatalf("send %.100s: %v", message, err)
	}
}

func (c *attached) types(text string) {
	c.t.Helper()
	message, err := json.Marshal(map[string]string{"type": "stdin", "text": text})
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(string(message))
}

// next reads one event, or how the connection was closed.
func (c *attached) next() (e told, closed websocket.StatusCode) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), attachPatience)
	defer cancel()
	_, body, err := c.conn.Read(ctx)
	if status := websocket.CloseStatus(err); status >= 0 {
		return e, status
	}
	if err != nil {
		c.t.Fatalf("nothing is told: %v", err)
	}
	if err := json.Unmarshal(body, &e); err != nil || e.Event == "" {
		c.t.Fatalf("told %.200s: %v", body, err)
	}
	return e, 0
}

// wants reads events up to one of this name whose data holds text.
func (c *attached) wants(name, text string) told {
	c.t.Helper()
	for {
		e, closed := c.next()
		if closed != 0 {
			c.t.Fatalf("closed with %d before %s with %q was told", closed, name, text)
		}
		if e.Event == name && strings.Contains(string(e.Data), text) {
			return e
		}
	}
}

// rest reads to the end.
func (c *attached) rest() (all []told, closed websocket.StatusCode) {
	c.t.Helper()
	for {
		e, closed := c.next()
		if closed != 0 {
			return all, closed
		}
		all = append(all, e)
	}
}

// heard waits until the program has got so much.
func (s *studio) heard(id uuid.UUID, want string, ended bool) {
	s.t.Helper()
	source := s.inputs.Listen(id)
	defer source.Stop()
	patience := time.NewTimer(attachPatience)
	defer patience.Stop()
	for got := ""; ; {
		select {
		case <-source.More():
		case <-patience.C:
			s.t.Fatalf("the program got %.100q, want %.100q, ended %t", got, want, ended)
		}
		text, over := source.Next()
		if got += string(text); got == want && over == ended {
			return
		}
	}
}

// brokenInputs carry nothing.
type brokenInputs struct{}

func (brokenInputs) Discard(uuid.UUID) {}

func (brokenInputs) Open(uuid.UUID, int) executor.InputSink { return brokenInputs{} }
func (brokenInputs) Send(context.Context, []byte) error     { return errBrokenInput }
func (brokenInputs) End(context.Context) error              { return errBrokenInput }

var errBrokenInput = errors.Join(executor.ErrInputUnavailable, errBoom)

// eventuallyLogged waits until a line with the text has been logged.
func eventuallyLogged(t *testing.T, log *lockedBuffer, text string) {
	t.Helper()
	deadline := time.Now().Add(attachPatience)
	for !strings.Contains(log.String(), text) {
		if time.Now().After(deadline) {
			t.Fatalf("the log has no %s: %s", text, log)
		}
		<-time.After(time.Millisecond)
	}
}
