package postgrestest

import (
	"os"
	"sync"
	"testing"
)

// shared is the cluster of this test binary. It ends with the process: see
// [supervisor].
var shared = sync.OnceValues(func() (*Server, error) { return start() })

// New returns the URL of a fresh, empty database, which is dropped when the
// test ends.
func New(t testing.TB) (databaseURL string) {
	t.Helper()
	if url := os.Getenv("TEST_DATABASE_URL"); url != "" {
		return createDatabase(t, url)
	}
	s, err := shared()
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	return createDatabase(t, s.URL())
}
