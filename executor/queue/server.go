package queue

import (
	"context"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
)

// ServerConfig is what a Server needs.
type ServerConfig struct {
	// Concurrency is how many handlers run at once.
	Concurrency int

	// CheckInterval is how often an idle server asks Redis for a task
	// without having been told of one; DefaultCheckInterval if zero.
	CheckInterval time.Duration

	Log zerolog.Logger
}

// DefaultCheckInterval is how late a task is found whose hint was lost.
const DefaultCheckInterval = 500 * time.Millisecond

// askAgain is asynq's own pause between two answers of "there is none", each of
// which nudges hold back for CheckInterval.
const askAgain = time.Millisecond

// Server calls a handler for the tasks that Clients queue, the oldest first.
// Any number of servers may share a Redis.
//
// asynq sees a handler that never fails: a task is done when its handler has
// returned, whatever it returned. Tasks that no handler can take are dropped.
type Server struct {
	cfg   ServerConfig
	opt   asynq.RedisConnOpt
	asynq *asynq.Server
	redis redis.UniversalClient
	ear   ear // for nudges
	deaf  context.CancelFunc
	heard sync.WaitGroup
	*hold
	*slots
}

// NewServer returns a Server, which makes connections of its own.
func NewServer(r *Redis, cfg ServerConfig) *Server {
	if cfg.CheckInterval == 0 {
		cfg.CheckInterval = DefaultCheckInterval
	}
	return &Server{
		cfg: cfg, opt: r.opt, hold: newHold(),
		ear: ear{redis: r.commands, channel: nudgeChannel, log: cfg.Log.Sample(&zerolog.BurstSampler{Burst: 1, Period: logEvery})},
	}
}

// Start begins to hand out what waits and comes, as soon as Redis is there. It
// must be called once.
func (s *Server) Start(handle Handler) {
	s.slots = newSlots(s.cfg.Concurrency, s.cfg.Log, handle, s.hold)
	s.hold.closing = s.slots.closing
	s.redis = connect(s.opt, forServer)
	n := nudges{heard: make(chan struct{}, 1), rest: s.cfg.CheckInterval, closing: s.slots.closing}
	s.redis.AddHook(n)
	s.redis.AddHook(s.hold) // within nudges, which ask twice
	s.redis.AddHook(patience{s.slots.closing})
	s.listen(n)
	s.asynq = asynq.NewServerFromRedisClient(s.redis, asynq.Config{
		Concurrency:       s.cfg.Concurrency,
		Queues:            map[string]int{queueName: 1},
		TaskCheckInterval: askAgain,
		Logger:            asynqLogger{s.cfg.Log},
		LogLevel:          asynq.InfoLevel,

		// What is retried are tasks that no handler has run to its end:
		// those go to the next server at once and as often as it takes.
		IsFailure:      func(error) bool { return false },
		RetryDelayFunc: func(int, error, *asynq.Task) time.Duration { return 0 },

		// How long those wait.
		DelayedTaskCheckInterval: time.Second,

		// When this begins, our handlers have returned.
		ShutdownTimeout: time.Minute,
	})
	if err := s.asynq.Start(s.slots); err != nil {
		panic(err) // only for one that has been started before
	}
}

// listen begins to hear nudges.
func (s *Server) listen(n nudges) {
	var ctx context.Context
	ctx, s.deaf = context.WithCancel(context.Background())
	s.ear.hear = n.hear
	s.heard.Go(func() { s.ear.listen(ctx) })
}

// leaveTimeout bounds what asynq still has to say to Redis at the end. With
// Redis there it takes milliseconds.
const leaveTimeout = 2 * time.Second

// Shutdown takes no more tasks and waits for the handlers. When ctx ends first,
// their context ends too, and they are waited for all the same. What has been
// fetched but not begun goes to another server.
func (s *Server) Shutdown(ctx context.Context) {
	if s.asynq == nil {
		return // it was never started
	}
	s.close()
	drained, left := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		s.asynq.Stop() // waits for the dequeue that is under way, so not before our handlers
		<-drained
		s.asynq.Shutdown()  // tells Redis of what the handlers have done
		_ = s.redis.Close() // which asynq does not survive, so not before its end
	}()
	s.deaf()
	s.heard.Wait()
	s.drain(ctx)
	close(drained)
	select {
	case <-left:
	case <-time.After(leaveTimeout):
		s.cfg.Log.Warn().Msg("queue: Redis is away; tasks that have ended may be delivered again")
	}
}
