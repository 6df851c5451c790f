package docker

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/images"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestContainerSpec shows all that a sandbox container is asked to be. Who
// changes the golden file changes the sandbox.
func TestContainerSpec(t *testing.T) {
	t.Parallel()
	s := spec{
		image:    "sha256:0123",
		uid:      12345,
		language: "python",
		worker:   "host-1",
		life:     "ABC",
		runtime:  "crun",
		limits: executor.Limits{
			WallTime: 5 * time.Second, MemoryBytes: 256 << 20, CPUs: 0.5, Pids: 64, OutputBytes: 1 << 20,
		},
		expires: time.Unix(1_800_000_000, 0),
	}
	host := s.hostConfig()
	for i, option := range host.SecurityOpt {
		if option == "seccomp="+images.SeccompFor(s.language) {
			host.SecurityOpt[i] = "seccomp=(images/seccomp.json)"
		}
	}
	got, err := json.MarshalIndent(map[string]any{"config": s.config(), "hostConfig": host}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/spec.json"
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got)+"\n" != string(want) {
		t.Errorf("the container is not that of %s; go test -update writes what it is now:\n%s", golden, got)
	}
}
