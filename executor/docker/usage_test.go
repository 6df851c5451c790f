package docker_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// takes are programs that take so many MiB beside what their interpreter takes.
var takes = map[string]map[int]string{
	"python": {
		0:   "print(1)",
		50:  "b = b'x' * (50 << 20)",
		100: "b = b'x' * (100 << 20)",
		80:  "import os, time\nfor i in range(4):\n    if os.fork() == 0:\n        b = b'x' * (20 << 20); time.sleep(0.5); os._exit(0)\nfor i in range(4): os.wait()",
		60:  "import os\nif os.fork() == 0: b = b'x' * (60 << 20)\nelse: os._exit(0) if os.wait() else None", // none left at the end
		40:  "open('/tmp/f', 'wb').write(b'x' * (20 << 20))\nb = b'x' * (20 << 20)",
	},
	"javascript": {
		0:   "console.log(1)",
		50:  "const b = Buffer.alloc(50 << 20, 1)",
		100: "const b = Buffer.alloc(100 << 20, 1)",
		40:  "require('fs').writeFileSync('/tmp/f', Buffer.alloc(20 << 20, 1))",
	},
}

// estimated reports whether figures are gVisor's estimates, of which nothing is
// promised but that they are within the limits.
func estimated(t *testing.T) bool {
	t.Helper()
	return dockertest.GVisor(t)
}

// TestPeakMemoryIsOfTheRun: a program has the same figure in an interpreter that
// was started for it and in one that was up before, and the figures of two
// programs differ by what they take, all their processes and files together.
func TestPeakMemoryIsOfTheRun(t *testing.T) {
	t.Parallel()
	if estimated(t) {
		return
	}
	const tolerance = 3 << 20 // the kernel counts in steps of 256 KiB for each core
	cold, warm := newSandbox(t, 5*time.Second, 0), newSandbox(t, 5*time.Second, 1)
	for language, programs := range takes {
		least := peak(t, cold, language, programs[0])
		if least < 1<<20 || least > 32<<20 {
			t.Errorf("%s: a program that takes nothing has %d bytes, want those of the interpreter", language, least)
		}
		for mib, code := range programs {
			t.Run(fmt.Sprintf("%s/%d", language, mib), func(t *testing.T) {
				want := least + int64(mib)<<20
				if got := peak(t, cold, language, code); got < want-tolerance || got > want+tolerance {
					t.Errorf("cold: %d bytes, want %d", got, want)
				}
				awaitWarm(t, warm, language)
				if got := peak(t, warm, language, code); got < want-tolerance || got > want+tolerance {
					t.Errorf("warm: %d bytes, want %d", got, want)
				}
			})
		}
	}
}

func peak(t *testing.T, sb *docker.Sandbox, language, code string) int64 {
	t.Helper()
	return mustRun(t, sb, language, code).PeakMemoryBytes
}

func mustRun(t *testing.T, sb *docker.Sandbox, language, code string) executor.Result {
	t.Helper()
	r, err := sb.Run(t.Context(), executor.Job{Language: language, Code: code})
	if err != nil || r.Termination != executor.TerminationExited || r.ExitCode != 0 {
		t.Fatalf("Run(%s) = %s, %d, %v, want exit 0; stderr: %s", code, r.Termination, r.ExitCode, err, r.Stderr.Kept)
	}
	return r
}

// TestCPUTimeIsWithoutTheStart: what an interpreter takes that was up before is not
// counted.
func TestCPUTimeIsWithoutTheStart(t *testing.T) {
	t.Parallel()
	if estimated(t) {
		return
	}
	cold, warm := newSandbox(t, 5*time.Second, 0), newSandbox(t, 5*time.Second, 1)
	for language, programs := range takes {
		all := mustRun(t, cold, language, programs[0]).CPUTime
		awaitWarm(t, warm, language)
		if got := mustRun(t, warm, language, programs[0]).CPUTime; got <= 0 || got > all*3/4 {
			t.Errorf("%s: CPUTime = %v warm and %v cold, want at least a quarter less", language, got, all)
		}
	}
}

// TestCPUTimeIsOfTheRun: it counts all processes, also those that nobody waited
// for.
func TestCPUTimeIsOfTheRun(t *testing.T) {
	t.Parallel()
	if estimated(t) {
		return
	}
	const spin = "import time\ndef spin():\n    while time.process_time() < 0.2: pass\n"
	sb := newSandbox(t, 5*time.Second, 1)
	for name, c := range map[string]struct {
		code        string
		least, most time.Duration
	}{
		"itself":                    {spin + "spin()", 180 * time.Millisecond, 400 * time.Millisecond},
		"three children":            {spin + "import os\nfor i in range(3):\n    if os.fork() == 0: spin(); os._exit(0)\nfor i in range(3): os.wait()", 580 * time.Millisecond, 900 * time.Millisecond},
		"a child that is abandoned": {spin + "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: spin(); open('/tmp/done', 'w')\n    os._exit(0)\nos.wait()\nwhile not os.path.exists('/tmp/done'): time.sleep(0.01)", 180 * time.Millisecond, 450 * time.Millisecond},
		"a child that is killed":    {spin + "import os\npid = os.fork()\nif pid == 0:\n    spin(); open('/tmp/done', 'w')\n    time.sleep(60)\nwhile not os.path.exists('/tmp/done'): time.sleep(0.01)", 180 * time.Millisecond, 450 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			awaitWarm(t, sb, "python")
			if got := mustRun(t, sb, "python", c.code).CPUTime; got <= 0 || got < c.least || got > c.most {
				t.Errorf("CPUTime = %v, want %v to %v", got, c.least, c.most)
			}
		})
	}
}
