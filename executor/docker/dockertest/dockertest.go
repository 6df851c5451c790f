// Package dockertest gives tests the real Docker Engine and the real sandbox
// images. A test that cannot have them fails; it is never skipped.
package dockertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/images"
)

// Engine returns a client of the engine that DOCKER_HOST names, or else of
// the usual one.
func Engine(t testing.TB) *docker.Engine {
	t.Helper()
	engine, err := docker.Connect(context.Background()) // also for clean-up, when t.Context has ended
	if err != nil {
		t.Fatalf("this test needs a Docker Engine; `make engine` starts one: %v", err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// Containers lists the states of a worker's containers, such as "running".
func Containers(t testing.TB, worker string) []string {
	t.Helper()
	return StatesOn(t, Engine(t), worker)
}

// StatesOn is Containers for an engine that need not be the usual one.
func StatesOn(t testing.TB, engine *docker.Engine, worker string) []string {
	t.Helper()
	var states []string
	for _, c := range ListOn(t, engine, worker) {
		states = append(states, c.State)
	}
	return states
}

// RemoveOn removes a worker's containers, whatever runs in them. One that is gone
// meanwhile is as well.
func RemoveOn(t testing.TB, engine *docker.Engine, worker string) {
	t.Helper()
	for _, c := range ListOn(t, engine, worker) {
		_ = engine.ContainerRemove(context.Background(), c.ID, container.RemoveOptions{Force: true})
	}
}

// Runtimes returns a runtime for each language of the catalogue and builds
// the images that are missing.
func Runtimes(t testing.TB) []docker.Runtime {
	t.Helper()
	catalogue, err := images.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return RuntimesOf(t, catalogue)
}

// RuntimesOf is Runtimes for another catalogue.
func RuntimesOf(t testing.TB, catalogue []images.Entry) []docker.Runtime {
	t.Helper()
	b := &docker.Builder{Engine: Engine(t), Runner: Runner(t), Say: func(s string) { t.Log(s) }}
	var runtimes []docker.Runtime
	for _, e := range catalogue {
		img, err := b.Ensure(t.Context(), e)
		if err != nil {
			t.Fatalf("Ensure(%s): %v", e.ID, err)
		}
		runtimes = append(runtimes, docker.Runtime{Language: e.Language, Image: img})
	}
	return runtimes
}

var buildRunner = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "livecode-runner-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "runner")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file,
		"github.com/edtronaut/livecode/cmd/runner")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// Runner returns the runner program, built as the Makefile builds it.
func Runner(t testing.TB) []byte {
	t.Helper()
	runner, err := buildRunner()
	if err != nil {
		t.Fatalf("build cmd/runner: %v", err)
	}
	return runner
}

// EngineAt returns a client of the engine at another address.
func EngineAt(t testing.TB, host string) *docker.Engine {
	t.Helper()
	engine, err := client.NewClientWithOpts(client.WithHost(host), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}
