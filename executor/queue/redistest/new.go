package redistest

import (
	"os"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

// shared is the server of this test binary, and dies with it.
var shared = sync.OnceValues(func() (*Server, error) { return start("databases 1000") })

// New returns the URL of an empty database that is t's alone until it ends.
// Flushing it is fine; whoever flushes or stops the whole server uses [Start].
func New(t testing.TB) (redisURL string) {
	t.Helper()
	if location := os.Getenv("TEST_REDIS_URL"); location != "" {
		return takeDatabase(t, location)
	}
	s, err := shared()
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	return takeDatabase(t, s.URL())
}

// Dial returns a plain client for the server at a URL until t ends.
func Dial(t testing.TB, redisURL string) *redis.Client {
	t.Helper()
	opt, err := redis.ParseURL(redisURL)
	if err != nil {
		t.Fatal("redistest: not a URL of a Redis")
	}
	c := redis.NewClient(opt)
	t.Cleanup(func() { _ = c.Close() })
	return c
}
