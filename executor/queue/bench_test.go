package queue_test

import (
	"context"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

var checkIntervals = []time.Duration{5 * time.Millisecond, 50 * time.Millisecond, queue.DefaultCheckInterval}

// startIdle starts a server that has nothing to do but ask.
func startIdle(b *testing.B, url string, every time.Duration, handle queue.Handler) *queue.Client {
	b.Helper()
	r, err := queue.NewRedis(queue.RedisConfig{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.Close() })
	s := queue.NewServer(r, queue.ServerConfig{Concurrency: 2, CheckInterval: every, Log: zerolog.Nop()})
	s.Start(handle)
	b.Cleanup(func() { s.Shutdown(context.WithoutCancel(b.Context())) })
	return queue.NewClient(r)
}

// BenchmarkIdle tells what asking an empty queue costs; an operation is a
// second. Run with -benchtime=10x.
func BenchmarkIdle(b *testing.B) {
	for _, every := range checkIntervals {
		b.Run(every.String(), func(b *testing.B) {
			server := redistest.Start(b)
			startIdle(b, server.URL(), every, func(context.Context, executor.Task) error { return nil })
			c := redistest.Dial(b, server.URL())
			redisBefore, ownBefore := redisCPU(b, c), ownCPU(b)
			for range b.N {
				<-time.After(time.Second)
			}
			b.ReportMetric((redisCPU(b, c)-redisBefore).Seconds()/float64(b.N)*100, "redis-cpu-%")
			b.ReportMetric((ownCPU(b)-ownBefore).Seconds()/float64(b.N)*100, "own-cpu-%")
		})
	}
}

// BenchmarkHandOut is the time from Enqueue's call to the handler's, of a
// server that was idle.
func BenchmarkHandOut(b *testing.B) {
	for _, every := range checkIntervals {
		b.Run(every.String(), func(b *testing.B) {
			got := make(chan uuid.UUID)
			c := startIdle(b, redistest.New(b), every, func(_ context.Context, task executor.Task) error { got <- task.ExecutionID; return nil })
			for b.Loop() {
				if err := c.Enqueue(b.Context(), executor.Task{ExecutionID: newID()}, 1); err != nil {
					b.Fatal(err)
				}
				<-got
			}
		})
	}
}

// BenchmarkEnqueue is what a submission waits for.
func BenchmarkEnqueue(b *testing.B) {
	r, err := queue.NewRedis(queue.RedisConfig{URL: redistest.New(b)})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	c := queue.NewClient(r)
	for b.Loop() {
		if err := c.Enqueue(b.Context(), executor.Task{ExecutionID: newID()}, 1); err != nil {
			b.Fatal(err)
		}
	}
}

func redisCPU(b *testing.B, c *redis.Client) (total time.Duration) {
	b.Helper()
	info, err := c.InfoMap(b.Context(), "cpu").Result()
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"used_cpu_user", "used_cpu_sys"} {
		seconds, err := strconv.ParseFloat(info["CPU"][name], 64)
		if err != nil {
			b.Fatal(err)
		}
		total += time.Duration(seconds * float64(time.Second))
	}
	return total
}

func ownCPU(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
