package queue

import "github.com/redis/go-redis/v9"

// listen hears other processes until the line's context ends.
func (l *line) listen() {
	ear{redis: l.hub.redis.commands, channel: channel, log: l.hub.log, hear: l.hear}.listen(l.ctx)
}

func (l *line) hear(message any) {
	switch m := message.(type) {
	case *redis.Subscription: // it holds from now on: earlier events are missed
		l.hub.wakeAll()
	case *redis.Message:
		origin, e, ok := decodeMessage(m.Payload)
		if ok && origin != l.origin {
			l.hub.hear(l.ctx, e)
		}
	}
}
