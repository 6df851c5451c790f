package api

import (
	"bufio"
	"context"
	"sync"

	"github.com/coder/websocket"
)

// messageWriter sends the messages of a WebSocket. Unlike the rest of it, event and
// refuse may be called concurrently.
type messageWriter struct {
	ctx   context.Context // of the connection
	close context.CancelFunc
	conn  *websocket.Conn
	pings sync.WaitGroup
}

var _ eventSink = (*messageWriter)(nil)

func newMessageWriter(ctx context.Context, conn *websocket.Conn) *messageWriter {
	w := &messageWriter{conn: conn}
	w.ctx, w.close = context.WithCancel(ctx)
	conn.SetReadLimit(-1) // attachment.next has its own, at which it can say why
	return w
}

// leave frees everything, after the connection has been closed or is to be.
func (w *messageWriter) leave() {
	_ = w.conn.CloseNow()
	w.close()
	w.pings.Wait()
}

// message is what a client is told.
type message struct {
	Event string `json:"event"`
	ID    string `json:"id,omitempty"`
	Data  any    `json:"data"`
}

func (m message) split() (rest any, outputs []string) {
	if t, ok := m.Data.(texted); ok {
		m.Data, outputs = t.split()
	}
	return m, outputs
}

// event sends an event, for which a client has as long as readerPatience.
func (w *messageWriter) event(name string, id position, data any) error {
	return w.send(message{name, id.String(), data})
}

// refuse sends that the client asked for what it cannot have.
func (w *messageWriter) refuse(r refusal) error { return w.send(message{Event: "error", Data: r}) }

func (w *messageWriter) send(m message) error {
	ctx, cancel := context.WithTimeout(w.ctx, readerPatience)
	defer cancel()
	frames, err := w.conn.Writer(ctx, websocket.MessageText)
	if err != nil {
		return err
	}
	text := bufio.NewWriter(frames) // which gathers small parts in one frame
	if err := encodeJSON(text, m); err != nil {
		return err
	}
	if err := text.Flush(); err != nil {
		return err
	}
	return frames.Close()
}

// alive asks for a sign of life, and drops a client that gives none in time, which
// nobody waits for.
func (w *messageWriter) alive() {
	w.pings.Go(func() {
		ctx, cancel := context.WithTimeout(w.ctx, readerPatience)
		defer cancel()
		if err := w.conn.Ping(ctx); err != nil {
			_ = w.conn.CloseNow()
		}
	})
}

// flush has nothing to do: events are sent at once.
func (w *messageWriter) flush() error { return nil }
