package queue

import (
	"context"
	"errors"
	"sync"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
)

// slots is asynq's handler. It bounds the handlers that run at once by itself:
// asynq counts one no longer when its own context for it ends, which is when
// the lease in Redis runs out during an outage, or when an operator or whoever
// queued the task wants it so, while the handler goes on.
type slots struct {
	handle Handler
	log    zerolog.Logger

	ctx    context.Context // of all handlers
	cancel context.CancelFunc

	hold      *hold         // while it is on, nothing is begun
	taken     chan struct{} // holds a token for each handler that runs
	closing   chan struct{} // nothing more is begun
	closeOnce sync.Once
}

var _ asynq.Handler = (*slots)(nil)

func newSlots(n int, log zerolog.Logger, handle Handler, hold *hold) *slots {
	s := &slots{handle: handle, log: log, hold: hold, taken: make(chan struct{}, n), closing: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// errNotBegun sends a task to another server.
var errNotBegun = errors.New("server takes no tasks")

// ProcessTask runs the handler to its end, with a context that asynq cannot
// end. An error means that it was not begun.
func (s *slots) ProcessTask(ctx context.Context, a *asynq.Task) error {
	t, err := taskOf(ctx, a)
	if err != nil {
		s.log.Warn().Err(err).Msg("task dropped")
		return nil
	}
	select {
	case s.taken <- struct{}{}:
	case <-s.closing:
		return errNotBegun
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.taken }()
	if isClosed(s.closing) || !isClosed(s.hold.ended()) { // it was fetched before
		return errNotBegun
	}
	call(s.ctx, s.log, s.handle, t)
	return nil
}

// close lets nothing more begin.
func (s *slots) close() { s.closeOnce.Do(func() { close(s.closing) }) }

// drain waits for the handlers; when ctx ends, so does their context.
func (s *slots) drain(ctx context.Context) {
	defer s.cancel()
	stop := context.AfterFunc(ctx, s.cancel)
	defer stop()
	for range cap(s.taken) {
		s.taken <- struct{}{}
	}
	for range cap(s.taken) {
		<-s.taken // nothing begins any more that would take it
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
