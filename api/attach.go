package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// maxMessageBytes is the largest message that a client may send. It is of text of
// at least an eighth, whatever JSON makes of that.
const maxMessageBytes = 256 << 10

// attach answers GET /api/executions/{executionId}/attach with a WebSocket that
// tells what becomes of the execution, as its events do, and takes what its program
// is to read.
func (h *handler) attach(w http.ResponseWriter, r *http.Request) error {
	s, err := h.eventStream(r)
	if err != nil {
		return err
	}
	defer s.stop()
	if !opensWebSocket(r) {
		return upgradeRequired(w)
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:       []string{attachProtocol},
		InsecureSkipVerify: true, // sameOrigin has checked it, as for everything
	})
	if err != nil {
		h.cfg.Log.Debug().Err(err).Msg("no WebSocket was opened")
		return nil // it has been answered
	}
	a := h.attachment(r.Context(), conn, s)
	defer a.leave()
	if err := a.talk(); err != nil {
		h.cfg.Log.Debug().Err(err).Stringer("execution", a.id).Msg("attachment ended early")
	}
	return nil
}

// attachment is one client's.
type attachment struct {
	*eventStream
	*messageWriter

	conn   *websocket.Conn
	id     uuid.UUID
	input  executor.InputSink // nil where there is nobody to read it
	closed code               // why there is not
	over   atomic.Bool        // the end has been told
	cancel func(context.Context, uuid.UUID) error
}

func (h *handler) attachment(ctx context.Context, conn *websocket.Conn, s *eventStream) *attachment {
	e := s.first
	a := &attachment{
		eventStream: s, messageWriter: newMessageWriter(ctx, conn), conn: conn, id: e.ID, cancel: h.cancel,
	}
	s.events = a
	switch {
	case !e.Interactive:
		a.closed = codeNotInteractive
	case e.Status.Terminal():
		a.closed = codeInputEnded
	default:
		a.input = h.cfg.Inputs.Open(e.ID, e.StdinBytes)
	}
	return a
}

// event tells, and has no more input taken once that is the end.
func (a *attachment) event(name string, id position, data any) error {
	if name == "end" {
		a.over.Store(true)
	}
	return a.messageWriter.event(name, id, data)
}

// talk tells and hears until the end of the execution, of the connection or of the
// process, and says goodbye.
func (a *attachment) talk() error {
	ctx, stop := context.WithCancelCause(a.ctx)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		stop(a.hear(ctx))
	}()
	err := a.follow(ctx)
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	a.bye(err)
	stop(nil)
	<-heard
	return err
}

// bye closes the connection and tells why, as far as there is somebody to tell.
func (a *attachment) bye(err error) {
	status, reason := websocket.StatusNormalClosure, ""
	switch {
	case errors.Is(err, errClientLeft):
		_ = a.conn.CloseNow()
		return
	case errors.Is(err, errMessageTooLarge):
		status, reason = websocket.StatusMessageTooBig, string(codeMessageTooLarge)
	case errors.Is(err, executor.ErrNotFound): // it has been deleted
		_ = a.refuse(refusalOf(a.ctx, &problem{code: codeExecutionNotFound}))
	case err != nil && problemOf(a.ctx, err).code != codeBusy:
		status = websocket.StatusInternalError
	case a.told != toldEnd:
		status, reason = websocket.StatusServiceRestart, "come back, and go on with lastEventId"
	}
	_ = a.conn.Close(status, reason)
}

// hear takes what the client sends until it leaves, or sends too much at once.
func (a *attachment) hear(ctx context.Context) error {
	for {
		body, err := a.next(ctx)
		if err == nil {
			err = a.obey(ctx, body)
		}
		switch {
		case errors.Is(err, errClientLeft):
			return err
		case err != nil:
			if e := a.refuse(refusalOf(ctx, err)); e != nil {
				return e
			}
		}
		if errors.Is(err, errMessageTooLarge) {
			return err
		}
	}
}

// What ends an attachment.
var (
	errClientLeft      = errors.New("the client has left")
	errMessageTooLarge = errors.New("a message is too large")
)

// next reads one message, for which a client has as long as for the body of a
// request once it has begun.
func (a *attachment) next(ctx context.Context) ([]byte, error) {
	kind, r, err := a.conn.Reader(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errClientLeft, err)
	}
	late := time.AfterFunc(readTimeout, func() { _ = a.conn.CloseNow() })
	defer late.Stop()
	body, err := io.ReadAll(io.LimitReader(r, maxMessageBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errClientLeft, err)
	case len(body) > maxMessageBytes:
		return nil, errMessageTooLarge
	case kind != websocket.MessageText:
		return nil, malformed("It must be text, not binary.")
	default:
		return body, nil
	}
}

// obey does what a message asks for.
func (a *attachment) obey(ctx context.Context, body []byte) error {
	m, err := decodeMessage(body)
	switch {
	case err != nil:
		return err
	case m.kind == messageCancel:
		return a.cancel(ctx, a.id)
	case a.input == nil:
		return &problem{code: a.closed}
	case a.over.Load():
		return executor.ErrInputEnded
	case m.kind == messageEnd:
		return a.input.End(ctx)
	default:
		return a.input.Send(ctx, []byte(m.text))
	}
}
