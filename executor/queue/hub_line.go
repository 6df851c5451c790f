package queue

import (
	"context"
	"crypto/rand"
	"sync"

	"github.com/edtronaut/livecode/executor"
)

// line joins a Hub to those of other processes: one goroutine that sends, one
// with the one subscription.
type line struct {
	hub    *Hub
	origin string // this process, to know its own messages by
	outbox chan executor.Event

	ctx     context.Context // of everything that talks to Redis
	cancel  context.CancelFunc
	closing chan struct{} // the outbox is to be emptied, and that is all
	once    sync.Once     // closes it
	sender  sync.WaitGroup
	ear     sync.WaitGroup
}

// outboxSize is how many events may wait to be sent: what a busy worker
// publishes while Redis is slow for a second.
const outboxSize = 1024

func newLine(h *Hub) *line {
	l := &line{hub: h, origin: rand.Text()[:8], outbox: make(chan executor.Event, outboxSize), closing: make(chan struct{})}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

func (l *line) start() {
	l.sender.Go(l.sendAll)
	l.ear.Go(l.listen)
}

func (l *line) shutdown(ctx context.Context) {
	l.once.Do(func() { close(l.closing) })
	stop := context.AfterFunc(ctx, l.cancel)
	defer stop()
	l.sender.Wait()
	l.cancel()
	l.ear.Wait()
}

// send puts e into the outbox, or drops it.
func (l *line) send(e executor.Event) {
	select {
	case l.outbox <- e:
	default:
		l.hub.log.Warn().Msg("events to other processes are dropped; Redis is slow or away")
	}
}
