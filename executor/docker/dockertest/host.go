package dockertest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	cerrdefs "github.com/containerd/errdefs"

	"github.com/edtronaut/livecode/executor/docker"
)

// RunnerOn returns the host's process id of the runner in the worker's only
// container.
func RunnerOn(t testing.TB, engine *docker.Engine, worker string) int {
	t.Helper()
	all := RunnersOn(t, engine, worker)
	if len(all) != 1 {
		t.Errorf("%d runners, want one", len(all))
		return 0
	}
	return all[0]
}

// RunnersOn returns the host's process ids of the runners in a worker's
// containers.
func RunnersOn(t testing.TB, engine *docker.Engine, worker string) (pids []int) {
	t.Helper()
	for _, c := range ListOn(t, engine, worker) {
		facts, err := engine.ContainerInspect(context.Background(), c.ID)
		switch {
		case err == nil && facts.State.Pid > 0:
			pids = append(pids, facts.State.Pid)
		case err != nil && !cerrdefs.IsNotFound(err):
			t.Error(err)
		}
	}
	return pids
}

// ShimsOn returns those of containerd's processes beside them, which are their
// parents.
func ShimsOn(t testing.TB, engine *docker.Engine, worker string) (pids []int) {
	t.Helper()
	for _, runner := range RunnersOn(t, engine, worker) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", runner))
		if err != nil {
			continue // it has ended
		}
		_, fields, _ := bytes.Cut(stat, []byte(") "))
		parent, err := strconv.Atoi(string(bytes.Fields(fields)[1]))
		if err != nil {
			t.Error(err)
		}
		if parent > 1 { // otherwise the shim has ended
			pids = append(pids, parent)
		}
	}
	return pids
}
