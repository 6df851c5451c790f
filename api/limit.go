package api

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// maxClients bounds the memory of a limiter, to a few MB. Who has not asked for
// the longest time is forgotten first, and so has a full bucket again.
const maxClients = 1 << 14

// limiter holds the bucket of each client. One whose Rate is zero limits
// nobody.
type limiter struct {
	rate    Rate
	buckets *lru.Cache[client, *rate.Limiter]
	policy  string // as RateLimit-Policy tells it
}

func newLimiter(r Rate, clients int) *limiter {
	if r.PerSecond == 0 {
		return &limiter{}
	}
	buckets, _ := lru.New[client, *rate.Limiter](clients) // fails for a size below 1 alone
	window := math.Ceil(float64(r.Burst) / r.PerSecond)
	return &limiter{r, buckets, fmt.Sprintf(`"submissions";q=%d;w=%.0f`, r.Burst, window)}
}

// take takes a token out of the client's bucket, if it has one, and returns how
// many it then has.
func (l *limiter) take(c client, now time.Time) (left float64, ok bool) {
	bucket, known := l.buckets.Get(c)
	if !known {
		bucket = rate.NewLimiter(rate.Limit(l.rate.PerSecond), l.rate.Burst)
		if other, raced, _ := l.buckets.PeekOrAdd(c, bucket); raced {
			bucket = other
		}
	}
	ok = bucket.AllowN(now, 1)
	return max(0, bucket.TokensAt(now)), ok
}

// giveBack puts a token back into the client's bucket, if that is not full, and
// returns how many it then has.
func (l *limiter) giveBack(c client, now time.Time) (left float64) {
	bucket, known := l.buckets.Peek(c)
	if !known {
		return float64(l.rate.Burst) // forgotten, and so full
	}
	bucket.AllowN(now, -1)
	return bucket.TokensAt(now)
}

// tell says in a header how much is left, and in how many seconds it is all there
// again.
func (l *limiter) tell(header http.Header, left float64) {
	header.Set("RateLimit-Policy", l.policy)
	header.Set("RateLimit", fmt.Sprintf(`"submissions";r=%d;t=%d`, int(left), l.until(left, float64(l.rate.Burst))))
}

// until is how long it takes until a bucket with that many tokens has so many,
// in whole seconds.
func (l *limiter) until(left, wanted float64) int {
	return max(0, int(math.Ceil((wanted-left)/l.rate.PerSecond)))
}

// limited lets no client through to e more often than the rate allows. Header
// fields after draft-ietf-httpapi-ratelimit-headers-10 tell how much is left.
func (h *handler) limited(e endpoint) endpoint {
	l := h.limiter
	if l.buckets == nil {
		return e
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		left, ok := l.take(h.clientOf(r), time.Now())
		l.tell(w.Header(), left)
		if !ok {
			w.Header().Set("Retry-After", strconv.Itoa(max(1, l.until(left, 1))))
			return &problem{code: codeRateLimited}
		}
		return e(w, r)
	}
}

// free gives its token back to a request that has made nothing, because an earlier
// one with its key had. Each is a transaction all the same, so no client has that
// more often than it may submit; beyond, they count.
func (h *handler) free(w http.ResponseWriter, r *http.Request) {
	l, c, now := h.limiter, h.clientOf(r), time.Now()
	if l.buckets == nil {
		return
	}
	if _, ok := h.repeats.take(c, now); ok {
		l.tell(w.Header(), l.giveBack(c, now))
	}
}
