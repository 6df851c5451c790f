package queue

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
)

// ear is one subscription to a channel of Redis.
type ear struct {
	redis   redis.UniversalClient
	channel string
	log     zerolog.Logger

	// hear is called for each *redis.Message, and with a
	// *redis.Subscription whenever the subscription begins to hold.
	hear func(message any)
}

// How long the subscription may be silent before Redis is asked for a sign of
// life, and the pause before another try.
const (
	silenceAllowed = 2 * time.Second
	listenPause    = 200 * time.Millisecond
)

// listen subscribes, and again whenever that ends, until ctx does.
func (e ear) listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := e.listenOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		e.log.Warn().Err(err).Str("channel", e.channel).Msg("other processes are not heard; Redis is away")
		select {
		case <-ctx.Done():
		case <-time.After(listenPause):
		}
	}
}

// listenOnce makes one subscription and hears messages until it breaks.
func (e ear) listenOnce(ctx context.Context) error {
	subscription := e.redis.Subscribe(ctx, e.channel)
	defer subscription.Close()
	stop := context.AfterFunc(ctx, func() { subscription.Close() }) // contexts do not end a read
	defer stop()
	for asked := false; ; {
		message, err := subscription.ReceiveTimeout(ctx, silenceAllowed)
		switch {
		case err == nil:
			asked = false
			e.hear(message)
		case asked || !isTimeout(err):
			return err
		default: // a connection may be dead and not know it
			asked = true
			if err := subscription.Ping(ctx); err != nil {
				return err
			}
		}
	}
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
