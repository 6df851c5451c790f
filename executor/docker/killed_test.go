package docker_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// TestAContainerRemovedByOthersIsNoEndOfItsProgram: who removes a container while
// a program runs in it has failed the run, and not the program.
func TestAContainerRemovedByOthersIsNoEndOfItsProgram(t *testing.T) {
	t.Parallel()
	engine, runtimes := dockertest.Engine(t), dockertest.Runtimes(t)
	worker := "test-" + uuid.NewString()
	sb := docker.New(engine, docker.Config{
		WorkerID: worker, Runtimes: runtimes, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
	})
	job := executor.Job{Language: "python", Code: "import time; print('runs', flush=True); time.sleep(4)"}
	job.Wrote = func(executor.Stream, []byte) { go dockertest.RemoveOn(t, engine, worker) }
	if r, err := sb.Run(t.Context(), job); err == nil {
		t.Errorf("Run() = %s %s %q, nil, want an error", r.Termination, r.Signal, r.Stdout.Kept)
	}
	if err := sb.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}

// TestContainersMadeTooLateAreRemoved: an engine that takes so long to make a
// container that nobody waits for it any more has made it all the same.
func TestContainersMadeTooLateAreRemoved(t *testing.T) {
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
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if r, err := sb.Run(ctx, executor.Job{Language: "python", Code: "print(1)"}); err == nil {
		t.Errorf("Run() while no container is made = %+v, nil, want an error", r)
	}
	slow.Fail(nil)
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
	if err := sb.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}
