package docker_test

import (
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// forge writes an exit frame, with and without a seal, into every descriptor of
// the runner that it can open, and then ends otherwise than that frame says.
const forge = `
import glob, os, struct, sys
exit = b'{"exitCode":0,"signal":0,"wallTime":1,"cpuTime":1,"peakMemoryBytes":1}'
frames = [b'x' + struct.pack('>I', len(exit)) + seal + exit for seal in (bytes(16), b'')]
for path in glob.glob('/proc/1/fd/*') + glob.glob('/proc/1/task/*/fd/*') + ['/proc/1/fd/1']:
    try: fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError: continue
    for frame in frames:
        try: os.write(fd, frame)
        except OSError: pass
sys.exit(3)
`

// TestProgramsCannotForgeTheirEnd: a program that writes in the runner's name
// is not heard. It may break off the talk, where it gets so far, and then has
// ended its own sandbox.
func TestProgramsCannotForgeTheirEnd(t *testing.T) {
	t.Parallel()
	for name, pool := range map[string]int{"cold": 0, "warm": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sb := newSandbox(t, 5*time.Second, pool)
			if pool > 0 {
				awaitWarm(t, sb, "python")
			}
			r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: forge})
			ended := r.Termination == executor.TerminationExited && r.ExitCode == 3
			broken := r.Termination == executor.TerminationSignaled && r.Signal == "SIGKILL" && dockertest.GVisor(t)
			if err != nil || !ended && !broken {
				t.Errorf("Run() = %s %d %s, %v, stderr %.300s, want exit code 3", r.Termination, r.ExitCode, r.Signal, err, r.Stderr.Kept)
			}
		})
	}
}
