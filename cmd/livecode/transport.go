package main

import (
	"context"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
)

// transport carries executions to the workers, and news of them back.
type transport struct {
	tasks     executor.Enqueuer
	publisher executor.Publisher
	watcher   executor.StatusWatcher

	output  executor.OutputPublisher // of what programs write while they run
	outputs executor.OutputWatcher

	input  executor.InputPublisher // of what clients send to programs
	inputs executor.InputWatcher

	pace *executor.Pace // of all workers

	canceller     executor.Canceller
	cancellations executor.Watcher // what the canceller tells

	probe func(context.Context) error
	depth func(context.Context) (int, error) // how many executions wait

	start    func(queue.Handler) // begins to hand out tasks
	pause    func()              // hands out none until resume; see queue.Memory
	resume   func()
	shutdown func(context.Context) // stops handing out; see queue.Memory
	close    func()
}

// newTransport returns the transport that cfg asks for: Redis, or one within
// this process.
func newTransport(cfg config, log zerolog.Logger) (*transport, error) {
	if cfg.hasRedis() {
		return redisTransport(cfg, log)
	}
	return memoryTransport(cfg, log), nil
}

func memoryTransport(cfg config, log zerolog.Logger) *transport {
	tasks, hub, cancellations := queue.NewMemory(cfg.Concurrency, log), new(executor.Hub), new(executor.Cancellations)
	outputs, inputs, pace := new(executor.Outputs), new(executor.Inputs), new(executor.Pace)
	hub.Observe = pace.Observe
	return &transport{
		tasks: tasks, publisher: hub, watcher: hub, pace: pace, output: outputs, outputs: outputs,
		input: inputs, inputs: inputs, canceller: cancellations, cancellations: cancellations,
		probe:    func(context.Context) error { return nil }, // it lives as long as we do
		depth:    tasks.Depth,
		start:    tasks.Start,
		pause:    tasks.Pause,
		resume:   tasks.Resume,
		shutdown: tasks.Shutdown,
		close:    func() {},
	}
}

func redisTransport(cfg config, log zerolog.Logger) (*transport, error) {
	redis, err := queue.NewRedis(queue.RedisConfig{
		URL: string(cfg.RedisURL), Host: cfg.RedisHost, Port: cfg.RedisPort, Password: string(cfg.RedisPassword),
	})
	if err != nil {
		return nil, err
	}
	hub, pace := queue.NewHub(redis, log), new(executor.Pace)
	hub.Observe(pace.Observe)
	hub.Start()
	outputs := queue.NewOutputs(redis, log)
	outputs.Start()
	inputs := queue.NewInputs(redis, log)
	inputs.Start()
	server := queue.NewServer(redis, queue.ServerConfig{
		Concurrency: cfg.Concurrency, CheckInterval: cfg.QueuePoll, Log: log,
	})
	tasks := queue.NewClient(redis)
	return &transport{
		tasks: tasks, publisher: hub, watcher: hub, pace: pace, output: outputs, outputs: outputs,
		input: inputs, inputs: inputs, canceller: hub, cancellations: hub.Cancellations(),
		probe:    redis.Ping,
		depth:    tasks.Depth,
		start:    server.Start,
		pause:    server.Pause,
		resume:   server.Resume,
		shutdown: server.Shutdown,
		close: func() {
			ctx, cancel := context.WithTimeout(context.Background(), requestsGrace)
			defer cancel()
			hub.Shutdown(ctx)
			outputs.Shutdown(ctx)
			inputs.Shutdown(ctx)
			if err := redis.Close(); err != nil {
				log.Warn().Err(err).Msg("closing the connections to Redis failed")
			}
		},
	}, nil
}
