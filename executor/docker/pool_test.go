package docker_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// python is Python alone.
func python(t *testing.T) (list []docker.Runtime) {
	t.Helper()
	for _, rt := range dockertest.Runtimes(t) {
		if rt.ID == "python" {
			list = append(list, rt)
		}
	}
	return list
}

// pooled returns a sandbox for Python alone with so many warm containers.
func pooled(t *testing.T, size int, age time.Duration) (*docker.Sandbox, string) {
	t.Helper()
	worker := "test-" + uuid.NewString()
	sb := docker.New(dockertest.Engine(t), docker.Config{
		WorkerID: worker, Runtimes: python(t), PoolSize: size, WarmAge: age, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
	})
	t.Cleanup(func() {
		if err := sb.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
		if left := dockertest.Containers(t, worker); len(left) > 0 {
			t.Errorf("containers left by the test: %v", left)
		}
	})
	return sb, worker
}

// ids lists the containers of a worker.
func ids(t *testing.T, worker string) map[string]bool {
	t.Helper()
	list, err := dockertest.Engine(t).ContainerList(t.Context(), container.ListOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("label", "livecode.worker="+worker)),
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, c := range list {
		found[c.ID] = true
	}
	return found
}

// awaitOthers waits until size warm containers are there, none of them before.
func awaitOthers(t *testing.T, sb *docker.Sandbox, worker string, size int, before map[string]bool) {
	t.Helper()
	const patience = 20 * time.Second
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(patience); ; <-look.C {
		now, old := ids(t, worker), 0
		for id := range now {
			if before[id] {
				old++
			}
		}
		if old == 0 && len(now) == size && sb.Warm("python") == size {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v: %d containers, %d of them old, %d warm; want %d, 0, %d", patience, len(now), old, sb.Warm("python"), size, size)
		}
	}
}

func hello(t *testing.T, sb *docker.Sandbox) {
	t.Helper()
	r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: "print('hello')"})
	if err != nil || string(r.Stdout.Kept) != "hello\n" {
		t.Errorf("Run() = %q, %q, %v, want hello", r.Stdout.Kept, r.Stderr.Kept, err)
	}
}

// TestWarmContainersServeOnce: each run takes another container, and what was
// taken is replaced.
func TestWarmContainersServeOnce(t *testing.T) {
	t.Parallel()
	sb, worker := pooled(t, 2, 0)
	awaitOthers(t, sb, worker, 2, nil)
	before := ids(t, worker)
	hello(t, sb)
	hello(t, sb)
	awaitOthers(t, sb, worker, 2, before)
}

// TestDeadWarmContainersAreReplaced: whoever takes one just then does not see
// it.
func TestDeadWarmContainersAreReplaced(t *testing.T) {
	t.Parallel()
	sb, worker := pooled(t, 2, 0)
	awaitOthers(t, sb, worker, 2, nil)
	before := ids(t, worker)
	for id := range before {
		if err := dockertest.Engine(t).ContainerKill(context.Background(), id, "KILL"); err != nil {
			t.Fatal(err)
		}
	}
	hello(t, sb)
	hello(t, sb)
	awaitOthers(t, sb, worker, 2, before)
}

// TestOldWarmContainersAreReplaced: and there is never none.
func TestOldWarmContainersAreReplaced(t *testing.T) {
	t.Parallel()
	sb, worker := pooled(t, 1, 2*time.Second)
	awaitOthers(t, sb, worker, 1, nil)
	before := ids(t, worker)
	until(t, func() (bool, string) {
		if sb.Warm("python") == 0 {
			t.Fatal("the old one went before there was a new one")
		}
		now := ids(t, worker)
		for id := range before {
			delete(now, id)
		}
		return len(now) > 0 && sb.Warm("python") == 1, "none is new"
	})
	awaitOthers(t, sb, worker, 1, before)
	hello(t, sb)
}

// TestBurstBeyondThePool: what the pool does not hold is made at once.
func TestBurstBeyondThePool(t *testing.T) {
	t.Parallel()
	sb, worker := pooled(t, 2, 0)
	awaitOthers(t, sb, worker, 2, nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { hello(t, sb) })
	}
	all.Wait()
	awaitOthers(t, sb, worker, 2, nil)
}
