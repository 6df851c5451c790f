package queue_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "livecode-queue-")
	if err != nil {
		panic(err)
	}
	if err := trustCertificate(dir); err != nil {
		panic(err)
	}
	// After an outage go-redis looks once a second whether the pool of the lost
	// connections has been closed, and ends then: it may be late, not leaked.
	late := goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial")
	goleak.VerifyTestMain(m, late, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(dir)
		os.Exit(code)
	}))
}

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// receive returns what comes from c.
func receive[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
		panic("unreachable")
	}
}

// eventually waits until look finds nothing wrong, or says what it found last.
func eventually(t *testing.T, what string, look func() (wrong string)) {
	t.Helper()
	deadline := time.After(patience)
	for {
		wrong := look()
		if wrong == "" {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s: waited %v; last: %s", what, patience, wrong)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// open returns the Redis at a URL until t ends.
func open(t *testing.T, url string) *queue.Redis {
	t.Helper()
	r, err := queue.NewRedis(queue.RedisConfig{URL: url})
	if err != nil {
		t.Fatalf("NewRedis() = %v", err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// twin is a process's both ends of the queue on Redis.
type twin struct {
	*queue.Client
	*queue.Server
}

func newTwin(r *queue.Redis, concurrency int, log zerolog.Logger) twin {
	return twin{queue.NewClient(r), queue.NewServer(r, queue.ServerConfig{Concurrency: concurrency, Log: log})}
}

// collect starts s until t ends, and returns the executions as they come.
func collect(t *testing.T, s *queue.Server) <-chan uuid.UUID {
	t.Helper()
	got := make(chan uuid.UUID, 10_000)
	s.Start(func(_ context.Context, task executor.Task) error {
		got <- task.ExecutionID
		return nil
	})
	t.Cleanup(func() { s.Shutdown(context.WithoutCancel(t.Context())) })
	return got
}

func enqueue(t *testing.T, c *queue.Client, id uuid.UUID, attempt int) {
	t.Helper()
	if err := c.Enqueue(t.Context(), executor.Task{ExecutionID: id}, attempt); err != nil {
		t.Fatalf("Enqueue(%s, %d) = %v, want nil", id, attempt, err)
	}
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// taskKeys are the keys that the queue keeps for single tasks, and those of
// lists that hold any.
func taskKeys(t *testing.T, c *redis.Client) (keys []string) {
	t.Helper()
	const prefix = "asynq:{code-execution}:"
	keys, err := c.Keys(t.Context(), prefix+"t:*").Result()
	if err != nil {
		t.Fatalf("KEYS = %v", err)
	}
	for _, list := range []string{"pending", "active", "lease", "scheduled", "retry", "archived", "completed"} {
		n, err := c.Exists(t.Context(), prefix+list).Result()
		if err != nil {
			t.Fatalf("EXISTS = %v", err)
		}
		if n > 0 {
			keys = append(keys, prefix+list)
		}
	}
	return keys
}

// wantNoTasks waits until Redis holds nothing of any task.
func wantNoTasks(t *testing.T, url string) {
	t.Helper()
	c := redistest.Dial(t, url)
	eventually(t, "no task left", func() string {
		if keys := taskKeys(t, c); len(keys) > 0 {
			return strings.Join(keys, " ")
		}
		return ""
	})
}

// record is a log that tests read.
type record struct {
	mu   sync.Mutex
	text []byte
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text = append(r.text, p...)
	return len(p), nil
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return string(r.text)
}
