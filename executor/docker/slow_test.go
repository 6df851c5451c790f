package docker_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// TestFloodsWaitForTheRunner: a runner that reads nothing for a while, as on a
// crowded machine, still finds a program that has written too much, and not one
// that has queued it until its memory was full.
func TestFloodsWaitForTheRunner(t *testing.T) {
	t.Parallel()
	if dockertest.GVisor(t) {
		t.Log("the runner is no process of the host there; see images/seccomp.md")
		return
	}
	const flood = `
		console.%s("go");
		const stopped = () => require("fs").readFileSync("/proc/1/stat", "latin1").includes(") T ");
		while (!stopped());
		for (;;) console.%[1]s("x".repeat(2049));`
	for _, stream := range []string{"log", "error"} {
		t.Run(stream, func(t *testing.T) {
			t.Parallel()
			engine, worker := dockertest.Engine(t), "test-"+uuid.NewString()
			sb := docker.New(engine, docker.Config{
				WorkerID: worker, Runtimes: dockertest.Runtimes(t), OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
			})
			begins := make(chan struct{}, 1)
			var stopping sync.WaitGroup
			stopping.Go(func() {
				if _, began := <-begins; began {
					stopUntilFull(t, dockertest.RunnerOn(t, engine, worker))
				}
			})
			r, err := sb.Run(t.Context(), executor.Job{
				Language: "javascript", Code: fmt.Sprintf(flood, stream),
				Wrote: func(executor.Stream, []byte) {
					select {
					case begins <- struct{}{}:
					default:
					}
				},
			})
			close(begins)
			stopping.Wait()
			if err != nil || r.Termination != executor.TerminationOutputLimit {
				t.Errorf("Run() = %s %s, stderr %.100q, %v, want output_limit", r.Termination, r.Signal, r.Stderr.Kept, err)
			}
			if err := sb.Close(); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
		})
	}
}

// stopUntilFull stops the runner until its program waits in write(2), or has ended.
func stopUntilFull(t *testing.T, runner int) {
	t.Helper()
	program := strings.Fields(read(t, fmt.Sprintf("/proc/%d/task/%[1]d/children", runner)))
	if runner <= 1 || len(program) == 0 {
		t.Errorf("process %d has no children, want the runner with its program", runner)
		return
	}
	if err := syscall.Kill(runner, syscall.SIGSTOP); err != nil {
		t.Error(err)
	}
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for late := time.After(4 * time.Second); ; {
		select {
		case <-late:
			t.Error("the program neither waits in write(2) nor has it ended")
		case <-look.C:
		}
		if t.Failed() {
			break
		}
		state, waits := read(t, "/proc/"+program[0]+"/stat"), read(t, "/proc/"+program[0]+"/wchan")
		if strings.Contains(waits, "pipe") || state == "" || strings.Contains(state, ") Z ") {
			break
		}
	}
	if err := syscall.Kill(runner, syscall.SIGCONT); err != nil {
		t.Error(err)
	}
}

// read reads a file of /proc, which may be gone.
func read(t *testing.T, name string) string {
	t.Helper()
	text, _ := os.ReadFile(name)
	return string(text)
}
