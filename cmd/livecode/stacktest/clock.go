package stacktest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// FastClock is the folder of a livecode whose clock is ahead by d, beside the
// runner of the one that [Programs] returns. It is the same program, built on a
// standard library whose time.Now adds d: nothing else can give two processes of
// one host different clocks.
func FastClock(t testing.TB, d time.Duration) string {
	t.Helper()
	source := filepath.Join(runtime.GOROOT(), "src", "time", "time.go")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	const now = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	ahead := strings.Replace(string(text), now, now+fmt.Sprintf("\tsec += %d\n", int(d.Seconds())), 1)
	if ahead == string(text) {
		t.Fatalf("time.Now of %s is not as this test knows it", runtime.Version())
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
	fast := Programs(t, "-overlay", overlay)
	runner, err := os.ReadFile(filepath.Join(Programs(t), "runner"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(fast, "runner"), runner, 0o700); err != nil {
		t.Fatal(err)
	}
	return fast
}
