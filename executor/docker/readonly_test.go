package docker_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/docker/docker/api/types/container"

	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// TestTheEnginesReadonlyPathsAreKept: our list replaces the engine's own, and
// must not be shorter, whatever a later engine adds.
func TestTheEnginesReadonlyPathsAreKept(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("testdata/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	var ours struct{ HostConfig container.HostConfig }
	if err := json.Unmarshal(golden, &ours); err != nil {
		t.Fatal(err)
	}
	for _, path := range enginesReadonlyPaths(t) {
		if !slices.Contains(ours.HostConfig.ReadonlyPaths, path) {
			t.Errorf("the engine protects %s by itself, ours are %q", path, ours.HostConfig.ReadonlyPaths)
		}
	}
}

// enginesReadonlyPaths are those of a container that asks for nothing.
func enginesReadonlyPaths(t *testing.T) []string {
	t.Helper()
	engine := dockertest.Engine(t)
	made, err := engine.ContainerCreate(t.Context(), &container.Config{Image: dockertest.Runtimes(t)[0].Image.ID}, nil, nil, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := engine.ContainerInspect(t.Context(), made.ID)
	if err != nil {
		t.Error(err)
	}
	if err := engine.ContainerRemove(t.Context(), made.ID, container.RemoveOptions{Force: true}); err != nil {
		t.Error(err)
	}
	if asked.ContainerJSONBase == nil || len(asked.HostConfig.ReadonlyPaths) == 0 {
		t.Fatalf("the engine tells of no read-only paths: %+v", asked)
	}
	return asked.HostConfig.ReadonlyPaths
}
