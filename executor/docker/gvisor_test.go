package docker

import (
	"slices"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/edtronaut/livecode/executor"
)

func TestGVisorIsMadeOtherwise(t *testing.T) {
	t.Parallel()
	nproc := func(u *container.Ulimit) bool { return u.Name == "nproc" && u.Soft == 64 && u.Hard == 64 }
	for runtime, want := range map[string]bool{"": false, "runc": false, "crun": false, "kata": false, "runsc": true, "runsc-kvm": true} {
		h := spec{runtime: runtime, limits: executor.Limits{Pids: 64}}.hostConfig()
		if got := slices.ContainsFunc(h.Ulimits, nproc); got != want {
			t.Errorf("hostConfig() for runtime %q: processes capped by nproc = %t, want %t", runtime, got, want)
		}
		if got := *h.PidsLimit > 64; got != want {
			t.Errorf("hostConfig() for runtime %q: PidsLimit = %d, want beyond 64: %t", runtime, *h.PidsLimit, want)
		}
		if h.AutoRemove == want {
			t.Errorf("hostConfig() for runtime %q: AutoRemove = %t, want %t", runtime, h.AutoRemove, !want)
		}
	}
}

func TestGVisorsEstimatesAreBounded(t *testing.T) {
	t.Parallel()
	limits := executor.Limits{CPUs: 0.5, MemoryBytes: 100}
	for _, c := range []struct{ got, want executor.Result }{
		{executor.Result{WallTime: time.Second, CPUTime: 9 * time.Second, PeakMemoryBytes: 101}, executor.Result{CPUTime: 550 * time.Millisecond, PeakMemoryBytes: 100}},
		{executor.Result{WallTime: time.Second, CPUTime: time.Millisecond, PeakMemoryBytes: 99}, executor.Result{CPUTime: time.Millisecond, PeakMemoryBytes: 99}},
		{executor.Result{WallTime: time.Second, CPUTime: -1, PeakMemoryBytes: -1}, executor.Result{CPUTime: -1, PeakMemoryBytes: -1}},
	} {
		r := c.got
		bound(&r, limits)
		if r.CPUTime != c.want.CPUTime || r.PeakMemoryBytes != c.want.PeakMemoryBytes {
			t.Errorf("bound(%v, %d) = %v, %d, want %v, %d", c.got.CPUTime, c.got.PeakMemoryBytes, r.CPUTime, r.PeakMemoryBytes, c.want.CPUTime, c.want.PeakMemoryBytes)
		}
	}
}
