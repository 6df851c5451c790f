package queue

import (
	"context"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// commandTimeout bounds a call that somebody waits for, connecting and
// retries included. Redis answers within a millisecond or not at all.
const commandTimeout = 1500 * time.Millisecond

// use is what a pool of connections is for.
type use struct {
	reply   time.Duration // longest wait for an answer
	retries int           // of a command; -1 is none
}

var (
	// Short commands are idempotent: a second try within commandTimeout
	// mends a connection that broke while it was idle.
	forCommands = use{reply: time.Second, retries: 1}

	// A server's are not: the answer to a repeated dequeue is another task,
	// and the first one is in nobody's hands.
	forServer = use{reply: 2 * time.Second, retries: -1}
)

// dialTimeout bounds the making of a connection, of which there is one try.
const dialTimeout = time.Second

// go-redis has one logger for the process, which writes to stderr in a form of
// its own. Every failure that it logs is also returned to us.
func init() { redis.SetLogger(silence{}) }

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// connect makes a pool of connections, none of which is made yet.
func connect(opt asynq.RedisConnOpt, u use) redis.UniversalClient {
	if opt, ok := opt.(asynq.RedisFailoverClientOpt); ok {
		return redis.NewFailoverClient(failoverOptions(opt, u))
	}
	return redis.NewClient(clientOptions(opt.(asynq.RedisClientOpt), u))
}

func clientOptions(opt asynq.RedisClientOpt, u use) *redis.Options {
	return &redis.Options{
		Network:   opt.Network,
		Addr:      opt.Addr,
		Username:  opt.Username,
		Password:  opt.Password,
		DB:        opt.DB,
		TLSConfig: opt.TLSConfig,

		DialTimeout:           dialTimeout,
		DialerRetries:         1,
		ReadTimeout:           u.reply,
		WriteTimeout:          u.reply,
		MaxRetries:            u.retries,
		ContextTimeoutEnabled: true,
		DisableIdentity:       true,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled, // Redis Cloud's alone
		},
	}
}

func failoverOptions(opt asynq.RedisFailoverClientOpt, u use) *redis.FailoverOptions {
	return &redis.FailoverOptions{
		MasterName:       opt.MasterName,
		SentinelAddrs:    opt.SentinelAddrs,
		SentinelUsername: opt.SentinelUsername,
		SentinelPassword: opt.SentinelPassword,
		Username:         opt.Username,
		Password:         opt.Password,
		DB:               opt.DB,
		TLSConfig:        opt.TLSConfig,

		DialTimeout:           dialTimeout,
		DialerRetries:         1,
		ReadTimeout:           u.reply,
		WriteTimeout:          u.reply,
		MaxRetries:            u.retries,
		ContextTimeoutEnabled: true,
		DisableIdentity:       true,
	}
}
