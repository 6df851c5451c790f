package docker

import (
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/images"
)

// isGVisor reports whether an OCI runtime is gVisor, by the name that its
// documentation gives it: runsc, or runsc-debug and the like for more of them.
func isGVisor(runtime string) bool { return strings.HasPrefix(runtime, "runsc") }

// gvisorThreads is how many threads gVisor may take on the host for one of the
// program's. It was seen to take five for a process, and a few dozen for itself.
const gvisorThreads = 8

// forGVisor changes what gVisor needs otherwise.
//
// Its own kernel keeps the cap on processes, and the host's one that is beyond:
// at the latter gVisor cannot go on. A user's limit, which elsewhere holds for
// all containers together, is the container's there.
//
// The engine must not remove the container by itself: it would forget what it is
// about to hear of it, see [sandboxContainer.cause].
//
// And it may be silent about a container that it has killed. The program's
// processes are the host's, too, and those of a fork bomb all end at once, when
// runsc kills the sandbox. containerd's shim hears of each of them: it has room
// for 32, takes none while runsc is at work, and drops one a second of the others
// until it comes to the end of runsc itself. With containerd 1.6 that was seen to
// take 70 s, in which the shim answers no request; but it passes on what the
// runner says. So where the engine answers other questions meanwhile, the container
// has been killed, and a runner that was not heard had nothing to say.
func forGVisor(h *container.HostConfig) {
	pids := *h.PidsLimit
	h.Ulimits = append(h.Ulimits, &container.Ulimit{Name: "nproc", Soft: pids, Hard: pids})
	beyond := gvisorThreads * pids
	h.PidsLimit = &beyond
	h.AutoRemove = false
	h.SecurityOpt = securityOpt(images.SeccompForGVisor())
}

// programsKillInit reports whether a program can send SIGKILL to PID 1.
func (c *sandboxContainer) programsKillInit() bool { return c.stays }

// quotaPeriod is how much longer than its time a program may use its share of
// the cores: at its end it may be within a period of the quota.
const quotaPeriod = 100 * time.Millisecond

// bound bounds the figures of r, which under gVisor are estimates of its kernel,
// taken from samples, by what the host's kernel has let the container have.
func bound(r *executor.Result, l executor.Limits) {
	r.PeakMemoryBytes = min(r.PeakMemoryBytes, l.MemoryBytes)
	r.CPUTime = min(r.CPUTime, time.Duration(l.CPUs*float64(r.WallTime+quotaPeriod)))
}
