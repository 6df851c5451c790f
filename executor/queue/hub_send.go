package queue

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// maxBatch is how many messages travel together.
const maxBatch = 64

// sendAll sends what comes into the outbox until the line closes, and then
// what is in it.
func (l *line) sendAll() {
	for {
		select {
		case e := <-l.outbox:
			l.sendBatch(e)
		case <-l.closing:
			for len(l.outbox) > 0 { // quickly in vain once ctx has ended
				l.sendBatch(<-l.outbox)
			}
			return
		}
	}
}

// sendBatch sends e and what else there is, in one round trip. What cannot be
// sent is dropped.
func (l *line) sendBatch(e executor.Event) {
	ctx, cancel := context.WithTimeout(l.ctx, commandTimeout)
	defer cancel()
	pipe := l.hub.redis.commands.Pipeline()
	pipe.Publish(ctx, channel, encodeMessage(l.origin, e))
	for range min(len(l.outbox), maxBatch-1) { // nobody else receives from it
		pipe.Publish(ctx, channel, encodeMessage(l.origin, <-l.outbox))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		l.hub.log.Warn().Err(err).Msg("events to other processes are lost")
	}
}
