package docker_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// clock is a time that the test moves.
type clock struct{ moved atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(1_800_000_000+c.moved.Load(), 0) }

func (c *clock) move(d time.Duration) { c.moved.Add(int64(d.Seconds())) }

// adaptive returns a sandbox for all languages whose pool follows demand within
// so much memory, the time of its pool, and its log.
func adaptive(t *testing.T, memory int64) (*docker.Sandbox, string, *clock, *lockedLog) {
	t.Helper()
	worker, clock, log := "test-"+uuid.NewString(), new(clock), new(lockedLog)
	sb := docker.New(dockertest.Engine(t), docker.Config{
		WorkerID: worker, Runtimes: dockertest.Runtimes(t), PoolSize: docker.Adaptive, PoolMemory: memory, OCIRuntime: dockertest.OCIRuntime(t),
		WarmAge: 24 * time.Hour, Now: clock.now, Log: zerolog.New(log),
	})
	t.Cleanup(func() {
		if err := sb.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
		if left := dockertest.Containers(t, worker); len(left) > 0 {
			t.Errorf("containers left by the test: %v", left)
		}
	})
	return sb, worker, clock, log
}

// lockedLog may be read while it is written to.
type lockedLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// until waits until ok, which tells the last state.
func until(t *testing.T, ok func() (bool, string)) {
	t.Helper()
	const patience = 60 * time.Second
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(patience); ; <-look.C {
		done, state := ok()
		if done {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %v; last: %s", patience, state)
		}
	}
}

// awaitPool waits until so many warm containers are there, and no others.
func awaitPool(t *testing.T, sb *docker.Sandbox, worker string, javascript, python int) {
	t.Helper()
	until(t, func() (bool, string) {
		warm, all := [2]int{sb.Warm("javascript"), sb.Warm("python")}, len(dockertest.Containers(t, worker))
		return warm == [2]int{javascript, python} && all == javascript+python,
			fmt.Sprintf("warm %v of %d containers, want %d and %d", warm, all, javascript, python)
	})
}

// burst runs n programs at once.
func burst(t *testing.T, sb *docker.Sandbox, language string, n int) {
	t.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if r, err := sb.Run(t.Context(), executor.Job{Language: language}); err != nil || r.ExitCode != 0 {
				t.Errorf("Run() in a burst = %+v, %v, want exit code 0", r, err)
			}
		})
	}
	all.Wait()
}

// TestPoolFollowsDemand: after a burst there are enough warm containers for
// another, which then takes no other; in quiet there are few again.
func TestPoolFollowsDemand(t *testing.T) {
	t.Parallel()
	sb, worker, clock, _ := adaptive(t, 1<<30)
	awaitPool(t, sb, worker, 2, 2)
	burst(t, sb, "python", 6)
	awaitPool(t, sb, worker, 2, 8)
	before := ids(t, worker)
	burst(t, sb, "python", 6)
	awaitPool(t, sb, worker, 2, 8)
	still := 0
	for id := range ids(t, worker) {
		if before[id] {
			still++
		}
	}
	if still != 4 {
		t.Errorf("a burst of 6 left %d of 10 warm containers, want 4", still)
	}
	for _, want := range []int{8, 4, 2, 2} { // in the first five minutes it was needed
		clock.move(5 * time.Minute)
		awaitPool(t, sb, worker, 2, want)
	}
	hello(t, sb)
}

// TestPoolKeepsToItsMemory: whatever is run, all warm containers together take
// no more than they may by their own measure, and each language has its part.
func TestPoolKeepsToItsMemory(t *testing.T) {
	t.Parallel()
	if estimated(t) {
		return
	}
	const memory = 100 << 20
	sb, _, _, _ := adaptive(t, memory)
	settled := func() (bool, string) {
		python, javascript, bytes := sb.Warm("python"), sb.Warm("javascript"), sb.WarmMemory()
		if bytes > memory {
			t.Fatalf("%d and %d warm containers take %d bytes of %d", python, javascript, bytes, memory)
		}
		return python > 1 && javascript > 1 && python == sb.Target("python") && javascript == sb.Target("javascript"),
			fmt.Sprintf("%d of %d Python, %d of %d JavaScript", python, sb.Target("python"), javascript, sb.Target("javascript"))
	}
	until(t, settled)
	burst(t, sb, "javascript", 9)
	until(t, settled)
	alone := sb.Warm("javascript")
	burst(t, sb, "python", 9)
	until(t, settled)
	// 4 and 10 MB by the runner's measure, and 4 MiB for each by the engine; had
	// the runner told nothing, it would be 36 MiB for each.
	if beside, python := sb.Warm("javascript"), sb.Warm("python"); alone < 4 || beside >= alone || python < 4 {
		t.Errorf("%d warm JavaScript containers after its burst, then %d, and %d of Python; want at least 4, fewer, at least 4", alone, beside, python)
	}
}

// TestPoolSaysWhatDoesNotFit: a language that has no warm container for want of
// memory is named, and runs all the same.
func TestPoolSaysWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	if estimated(t) {
		return
	}
	sb, _, _, log := adaptive(t, 21<<20)
	until(t, func() (bool, string) {
		return sb.Warm("javascript") == 1 && strings.Contains(log.String(), `"languages":["python"]`), log.String()
	})
	hello(t, sb)
	if r, err := sb.Run(t.Context(), executor.Job{Language: "javascript", Code: "console.log(1)"}); err != nil || string(r.Stdout.Kept) != "1\n" {
		t.Errorf("Run() = %q, %v, want 1", r.Stdout.Kept, err)
	}
	if n := strings.Count(log.String(), "POOL_MEMORY"); n != 1 {
		t.Errorf("it was said %d times, want once:\n%s", n, log)
	}
}
