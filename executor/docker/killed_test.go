package docker_test

import (
	"context"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// TestAContainerKilledByOthersIsNoEndOfItsProgram: who removes a container while
// a program runs in it, or kills its runner or its shim, has failed the run, and
// not the program.
func TestAContainerKilledByOthersIsNoEndOfItsProgram(t *testing.T) {
	t.Parallel()
	killing := func(which func(testing.TB, *docker.Engine, string) []int) func(testing.TB, *docker.Engine, string) {
		return func(t testing.TB, engine *docker.Engine, worker string) {
			for _, pid := range which(t, engine, worker) {
				if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
					t.Error(err)
				}
			}
		}
	}
	for name, kill := range map[string]func(testing.TB, *docker.Engine, string){
		"removed": dockertest.RemoveOn, "runner": killing(dockertest.RunnersOn), "shim": killing(dockertest.ShimsOn),
	} {
		if name != "removed" && (dockertest.GVisor(t) || !dockertest.CanOwn(t)) {
			continue // under gVisor it looks as if the program had done it, which it can there
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine, worker := dockertest.Engine(t), "test-"+uuid.NewString()
			sb := docker.New(engine, docker.Config{
				WorkerID: worker, Runtimes: dockertest.Runtimes(t), OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
			})
			job := executor.Job{Language: "python", Code: "import time; print('runs', flush=True); time.sleep(4)"}
			job.Wrote = func(executor.Stream, []byte) { go kill(t, engine, worker) }
			if r, err := sb.Run(t.Context(), job); err == nil {
				t.Errorf("Run() = %s %s %q, nil, want an error", r.Termination, r.Signal, r.Stdout.Kept)
			}
			if err := sb.Close(); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
		})
	}
}

// TestContainersMadeTooLateAreRemoved: an engine that takes so long to make a
// container that nobody waits for it any more, at once if the end of the program is
// asked for, has made it all the same.
func TestContainersMadeTooLateAreRemoved(t *testing.T) {
	t.Parallel()
	for name, give := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"too late": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		},
		"cancelled": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			request := time.AfterFunc(time.Second, func() { cancel(executor.ErrCancelled) })
			return ctx, func() { request.Stop(); cancel(nil) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slow := dockertest.NewFaulty(t)
			worker := "test-" + uuid.NewString()
			sb := docker.New(dockertest.EngineAt(t, slow.Host()), docker.Config{
				WorkerID: worker, Runtimes: dockertest.Runtimes(t), OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
			})
			slow.Fail(func(r *http.Request) dockertest.Answer {
				if strings.HasSuffix(r.URL.Path, "/containers/create") {
					return dockertest.Hang
				}
				return dockertest.PassOn
			})
			ctx, cancel := give(t.Context())
			defer cancel()
			began := time.Now()
			if r, err := sb.Run(ctx, executor.Job{Language: "python", Code: "print(1)"}); err == nil {
				t.Errorf("Run() while no container is made = %+v, nil, want an error", r)
			}
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("Run() returned after %v, want a second", took)
			}
			slow.Fail(nil)
			awaitMadeAndRemoved(t, worker)
			if err := sb.Close(); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
		})
	}
}

// awaitMadeAndRemoved waits until one container of the worker has been made, and is
// gone.
func awaitMadeAndRemoved(t *testing.T, worker string) {
	t.Helper()
	seen := dockertest.Watch(t, worker)
	look, late := time.NewTicker(20*time.Millisecond), time.After(10*time.Second)
	defer look.Stop()
	for made, left := 0, []string(nil); made != 1 || len(left) > 0; made, left = len(seen.Seen()), dockertest.Containers(t, worker) {
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("%d containers were made late, %q are left, want 1 and none", made, left)
		}
	}
}
