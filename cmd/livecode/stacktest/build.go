package stacktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// folders are those of built programs, by the arguments they were built with.
var folders struct {
	mu sync.Mutex
	of map[string]string
}

// Programs is the folder of the built livecode and runner, of this test binary
// alone. flags are further ones for `go build`, which give other programs, and so
// other images for the sandbox.
func Programs(t testing.TB, flags ...string) string {
	t.Helper()
	folders.mu.Lock()
	defer folders.mu.Unlock()
	key := ""
	for _, f := range flags {
		key += f + "\x00"
	}
	if dir := folders.of[key]; dir != "" {
		return dir
	}
	dir, err := os.MkdirTemp("", "livecode-programs-")
	if err != nil {
		t.Fatal(err)
	}
	build(t, "", dir, append(flags, "github.com/edtronaut/livecode/cmd/livecode", "github.com/edtronaut/livecode/cmd/runner")...)
	if folders.of == nil {
		folders.of = map[string]string{}
	}
	folders.of[key] = dir
	return dir
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

// RemovePrograms removes what Programs has built; a TestMain calls it at its end.
func RemovePrograms() {
	folders.mu.Lock()
	defer folders.mu.Unlock()
	for _, dir := range folders.of {
		_ = os.RemoveAll(filepath.Clean(dir))
	}
	folders.of = nil
}
