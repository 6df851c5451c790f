package redistest

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Bounds of what a test does to a server.
const (
	reservation = 10 * time.Minute // expires for a test binary that was killed
	patience    = time.Minute
)

// takeDatabase reserves a database of the server until t ends, and empties it
// before and after. Test binaries that run side by side know of each other's
// reservations by keys in database 0.
func takeDatabase(t testing.TB, serverURL string) (redisURL string) {
	t.Helper()
	u, err := url.Parse(serverURL)
	if err != nil {
		t.Fatal("redistest: TEST_REDIS_URL is not a URL")
	}
	// A test's own context has ended by the time of its cleanup.
	ctx := context.WithoutCancel(t.Context())
	u.Path = "/0"
	zero := Dial(t, u.String())
	number := reserve(ctx, t, zero)
	u.Path = "/" + strconv.Itoa(number)
	mine := Dial(t, u.String())
	empty := func() {
		if err := mine.FlushDB(ctx).Err(); err != nil {
			t.Errorf("redistest: empty database %d: %v", number, err)
		}
	}
	empty()
	t.Cleanup(func() {
		empty()
		zero.Del(ctx, keyOf(number))
	})
	return u.String()
}

func keyOf(number int) string { return fmt.Sprintf("livecode-test:database:%d", number) }

// reserve waits for a database that nobody has.
func reserve(ctx context.Context, t testing.TB, zero *redis.Client) (number int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		config, err := zero.ConfigGet(ctx, "databases").Result()
		if err != nil {
			t.Fatalf("redistest: %v", err)
		}
		n, _ := strconv.Atoi(config["databases"]) // 0 never becomes free
		for number := 1; number < n; number++ {
			free, err := zero.SetNX(ctx, keyOf(number), t.Name(), reservation).Result()
			if err == nil && free {
				return number
			}
		}
		select {
		case <-ctx.Done():
			t.Fatalf("redistest: none of %d databases has become free in %v", n, patience)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
