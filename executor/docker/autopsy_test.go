package docker_test

import (
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// small has memory held by processes that are all smaller than the runner and
// have as low a score, and then takes the rest as files.
const small = `
import os, socket
open("/proc/self/oom_score_adj", "w").write("0")
if os.fork():
    os.execvp("sleep", ["sleep", "4"])
for _ in range(2):
    kept = []
    for _ in range(240):
        for s in socket.socketpair():
            os.set_inheritable(s.fileno(), True)
            s.setblocking(False)
            kept.append(s)
    for s in kept:
        try:
            while True: s.send(b"x" * 65536)
        except BlockingIOError: pass
    if os.fork():
        os.execvp("sleep", ["sleep", "4"])
os.execvp("sh", ["sh", "-c", "for d in tmp sandbox dev/shm; do dd if=/dev/zero of=/$d/x bs=64k; done; sleep 4"])
`

// TestRunnerKilledForMemory: a program that has the kernel kill the runner has
// run out of memory, and gains nothing.
func TestRunnerKilledForMemory(t *testing.T) {
	t.Parallel()
	sb := newSandbox(t, 5*time.Second, 0)
	r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: small})
	if err != nil || r.Termination != executor.TerminationOOM {
		t.Errorf("Run() = %s, %d, %q, %v, want oom; stderr: %s", r.Termination, r.ExitCode, r.Signal, err, r.Stderr.Kept)
	}
}
