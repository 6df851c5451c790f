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

// until is how long it takes until a bucket with that many tokens has so many,
// in whole seconds.
func (l *limiter) until(left, wanted float64) int {
	return max(0, int(math.Ceil((wanted-left)/l.rate.PerSecond)))
}

// limited lets no client through to e more often than the rate allows. Header
// fields after draft-ietf-httpapi-ratelimit-headers-10 tell how much is left,
// and in how many seconds it is all there again.
func (h *handler) limited(e endpoint) endpoint {
	l := h.limiter
	if l.buckets == nil {
		return e
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		left, ok := l.take(h.clientOf(r), time.Now())
		header := w.Header()
		header.Set("RateLimit-Policy", l.policy)
		header.Set("RateLimit", fmt.Sprintf(`"submissions";r=%d;t=%d`, int(left), l.until(left, float64(l.rate.Burst))))
		if !ok {
			header.Set("Retry-After", strconv.Itoa(max(1, l.until(left, 1))))
			return &problem{code: codeRateLimited}
		}
		return e(w, r)
	}
}
