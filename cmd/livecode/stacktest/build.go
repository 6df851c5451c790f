package stacktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// shared is the folder of the programs of this test binary.
var shared struct {
	mu  sync.Mutex
	dir string
}

// Programs is the folder of the built livecode and runner, of this test binary
// alone.
func Programs(t testing.TB) string {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.dir != "" {
		return shared.dir
	}
	dir, err := os.MkdirTemp("", "livecode-programs-") //nolint:usetesting // it outlives the test
	if err != nil {
		t.Fatal(err)
	}
	shared.dir = dir
	build(t, "", dir, "github.com/edtronaut/livecode/cmd/livecode", "github.com/edtronaut/livecode/cmd/runner")
	return dir
}

// RemovePrograms removes what Programs has built; a TestMain calls it at its end.
func RemovePrograms() {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.dir != "" {
		_ = os.RemoveAll(shared.dir)
	}
	shared.dir = ""
}

// ProgramsAt is the folder of livecode and runner as they were at a commit.
func ProgramsAt(t testing.TB, commit string) string {
	t.Helper()
	dir := t.TempDir()
	root, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		t.Fatal(err)
	}
	unpack := exec.Command("sh", "-c", `git -C "$1" archive "$2" | tar -x -C "$3"`, "sh", strings.TrimSpace(string(root)), commit, dir)
	if out, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("git archive %s: %v\n%s", commit, err, out)
	}
	bin := filepath.Join(dir, "bin")
	build(t, dir, bin, "./cmd/livecode", "./cmd/runner")
	return bin
}

// build builds programs into the folder bin, as the Makefile does.
func build(t testing.TB, dir, bin string, arguments ...string) {
	t.Helper()
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", bin + "/"}, arguments...)
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
}
