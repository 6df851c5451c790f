package redistest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// StartSentinel runs a Sentinel for t that knows the server by that name. It
// has a password of its own.
func StartSentinel(t testing.TB, master string, server *Server) *Server {
	t.Helper()
	s, err := prepare(
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d 1", master, server.port),
		fmt.Sprintf("sentinel auth-pass %s %s", master, server.password),
	)
	// Unlike a server, it keeps its state in its configuration file.
	s.sentinel = filepath.Join(t.TempDir(), "sentinel.conf")
	if err == nil {
		err = os.WriteFile(s.sentinel, []byte(s.config()), 0o600)
	}
	if err == nil {
		err = s.run()
	}
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	t.Cleanup(s.kill)
	return s
}
