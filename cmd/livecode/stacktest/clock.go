package stacktest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// FastClock is the folder of a livecode whose clock is ahead by d, beside the
// runner of the one that [Programs] returns. Building it takes minutes. It is the same program, built on a
// standard library whose time.Now adds d: nothing else can give two processes of
// one host different clocks.
func FastClock(t testing.TB, d time.Duration) string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	const now = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	ahead := strings.Replace(string(text), now, now+fmt.Sprintf("\tsec += %d\n", int(d.Seconds())), 1)
	if ahead == string(text) {
		t.Fatalf("time.Now in %s is not as this test knows it", source)
	}
	dir := t.TempDir()
	other, overlay := filepath.Join(dir, "time.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(other, []byte(ahead), 0o600); err != nil {
		t.Fatal(err)
	}
	names, err := json.Marshal(map[string]map[string]string{"Replace": {source: other}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, names, 0o600); err != nil {
		t.Fatal(err)
	}
	fast := filepath.Join(dir, "bin")
	build(t, "", fast, "-overlay", overlay, "github.com/edtronaut/livecode/cmd/livecode")
	runner, err := os.ReadFile(filepath.Join(Programs(t), "runner"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(fast, "runner"), runner, 0o700); err != nil {
		t.Fatal(err)
	}
	return fast
}
