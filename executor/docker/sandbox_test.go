package docker_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/executortest"
)

// newSandbox returns a sandbox of a worker of its own, whose programs may run
// for wall, with so many warm containers. When the test ends, no container of it may be left.
func newSandbox(t *testing.T, wall time.Duration, pool int, runtimes ...docker.Runtime) *docker.Sandbox {
	t.Helper()
	if len(runtimes) == 0 {
		runtimes = dockertest.Runtimes(t)
	}
	for i := range runtimes {
		runtimes[i].Limits.WallTime = wall
	}
	worker := "test-" + uuid.NewString()
	sb := docker.New(dockertest.Engine(t), docker.Config{WorkerID: worker, Runtimes: runtimes, PoolSize: pool, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.New(zerolog.NewTestWriter(t))})
	t.Cleanup(func() {
		if err := sb.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
		if left := dockertest.Containers(t, worker); len(left) > 0 {
			t.Errorf("containers left by the test: %v", left)
		}
	})
	return sb
}

// contractWall is long enough beside the tests of other packages, and short of
// 5 s, but on gVisor, where a container takes long to start.
func contractWall(t *testing.T) time.Duration {
	t.Helper()
	if dockertest.GVisor(t) {
		return 5 * time.Second
	}
	return 4 * time.Second
}

func TestSandboxKeepsTheContract(t *testing.T) {
	t.Parallel()
	ways := map[string]int{"cold": 0, "warm": 1}
	if dockertest.OCIRuntime(t) != "" {
		delete(ways, "cold") // TestRemappedUsers does it
	}
	for name, pool := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wall := contractWall(t)
			sb := newSandbox(t, wall, pool)
			limits := dockertest.Runtimes(t)[0].Limits
			limits.WallTime = wall
			executortest.TestSandbox(t, executortest.SandboxUnderTest{
				Sandbox: sb, Limits: limits, Frail: dockertest.GVisor(t),
			})
		})
	}
}

var _ executor.Sandbox = (*docker.Sandbox)(nil)
