package docker_test

import (
	"fmt"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/executortest"
)

// TestRemappedUsers: on an engine that remaps user ids the contract is kept, and
// a program's user id is one on the host that owns nothing.
func TestRemappedUsers(t *testing.T) {
	t.Parallel()
	if !dockertest.CanOwn(t) {
		return
	}
	wall := contractWall(t)
	runtimes := dockertest.Runtimes(t)
	for i := range runtimes {
		runtimes[i].Limits.WallTime = wall
	}
	engine := dockertest.Remapped(t, runtimes)
	facts, err := docker.Ask(t.Context(), engine)
	if err != nil || !facts.Security.UserNamespaces {
		t.Fatalf("Ask() = %+v, %v, want user namespaces", facts, err)
	}
	pool := 1
	if dockertest.OCIRuntime(t) != "" {
		pool = 0 // TestSandboxKeepsTheContract does the warm ones
	}
	sb := docker.New(engine, docker.Config{
		WorkerID: "test-" + uuid.NewString(), Runtimes: runtimes, PoolSize: pool, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.New(zerolog.NewTestWriter(t)),
	})
	t.Run("contract", func(t *testing.T) {
		executortest.TestSandbox(t, executortest.SandboxUnderTest{
			Sandbox: sb, Limits: runtimes[0].Limits, Frail: dockertest.GVisor(t),
		})
	})
	t.Run("user", func(t *testing.T) { checkRemapped(t, sb) })
	if err := sb.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	if left, err := engine.ContainerList(t.Context(), container.ListOptions{All: true}); err != nil || len(left) > 0 {
		t.Errorf("containers left: %v, %v", left, err)
	}
}

// checkRemapped checks that a program's ids are others on the host.
func checkRemapped(t *testing.T, sb *docker.Sandbox) {
	t.Helper()
	if dockertest.GVisor(t) {
		return // the program's ids are those of gVisor's kernel
	}
	want := fmt.Sprintf("0 %d 65536\n", dockertest.FirstRemapped)
	r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: "print(*open('/proc/self/uid_map').read().split())"})
	if err != nil || string(r.Stdout.Kept) != want {
		t.Errorf("uid_map = %q, %v, want %q", r.Stdout.Kept, err, want)
	}
}
