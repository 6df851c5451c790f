package queue

import (
	"context"
	"fmt"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Redis is a Redis server, or what Sentinel says is one. Connections are made
// as they are needed and made again when lost, so that a Redis that is away
// is an error of each call and of nothing else. It may be used concurrently.
type Redis struct {
	opt      asynq.RedisConnOpt
	commands redis.UniversalClient // for short commands of all kinds
}

// NewRedis connects to nothing yet; its error is a mistake in cfg.
func NewRedis(cfg RedisConfig) (*Redis, error) {
	opt, err := cfg.parse()
	if err != nil {
		return nil, err
	}
	return &Redis{opt, connect(opt, forCommands)}, nil
}

// Ping asks whether Redis answers, and waits at most two seconds.
func (r *Redis) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	if err := r.commands.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	return nil
}

// Close closes the connections, after everything that uses r has been shut
// down.
func (r *Redis) Close() error { return r.commands.Close() }
