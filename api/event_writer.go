package api

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

const (
	// readerPatience is how long a client may take none of what it is sent. It
	// can come back and go on where it was.
	readerPatience = 10 * time.Second

	// reconnectAfter is when a browser should come back.
	reconnectAfter = time.Second
)

// eventSink takes what one client is told.
type eventSink interface {
	// event adds an event.
	event(name string, id position, data any) error

	// alive adds what keeps connections from being taken for dead.
	alive()

	// flush sends what has been added. Its error means that the client is gone,
	// or too slow.
	flush() error
}

// eventWriter writes Server-Sent Events, as the HTML standard has them.
type eventWriter struct {
	to      http.ResponseWriter
	control *http.ResponseController
	waiting bytes.Buffer // what has not been sent
}

// newEventWriter begins the answer. Proxies are asked to hand on each event as it
// comes.
func newEventWriter(w http.ResponseWriter) *eventWriter {
	e := &eventWriter{to: w, control: http.NewResponseController(w)}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store, no-transform")
	header.Set("X-Accel-Buffering", "no")
	_ = e.control.SetReadDeadline(time.Time{}) // nothing is to be read, for however long
	e.waiting.WriteString("retry: " + strconv.FormatInt(reconnectAfter.Milliseconds(), 10) + "\n\n")
	return e
}

// event adds an event, see [eventSink].
func (e *eventWriter) event(name string, id position, data any) error {
	e.waiting.WriteString("event: " + name + "\nid: " + id.String() + "\ndata: ")
	if err := encodeJSON(e, data); err != nil {
		return err
	}
	e.waiting.WriteString("\n\n")
	return nil
}

// Write adds a part of an event. More than maxEventText does not wait for flush:
// all that a client may be told at once is large.
func (e *eventWriter) Write(p []byte) (int, error) {
	e.waiting.Write(p)
	if e.waiting.Len() <= maxEventText {
		return len(p), nil
	}
	return len(p), e.flush()
}

// alive adds a comment.
func (e *eventWriter) alive() { e.waiting.WriteString(":\n\n") }

// flush sends what has been added.
func (e *eventWriter) flush() error {
	if e.waiting.Len() == 0 {
		return nil
	}
	e.hurry()
	if _, err := e.to.Write(e.waiting.Bytes()); err != nil {
		return err
	}
	e.waiting.Reset()
	if e.waiting.Cap() > maxEventText {
		e.waiting = bytes.Buffer{} // thousands of streams may be open
	}
	return e.control.Flush()
}

// hurry gives the client its time anew, for what is written next.
func (e *eventWriter) hurry() { _ = e.control.SetWriteDeadline(time.Now().Add(readerPatience)) }
