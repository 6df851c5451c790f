package api

import (
	"context"
	"net/http"
	"regexp"

	"github.com/google/uuid"
)

// requestInfo travels with a request. Middleware on the outside reads what
// those further in have noted.
type requestInfo struct {
	id    string
	route string // template, such as /api/executions/{executionId}
	key   string // name of the API key, empty if it needs none
}

type infoKey struct{}

// infoOf never returns nil, so that what it returns can be written to.
func infoOf(ctx context.Context) *requestInfo {
	if info, ok := ctx.Value(infoKey{}).(*requestInfo); ok {
		return info
	}
	return &requestInfo{}
}

// saneID is what an incoming X-Request-Id may be: safe in a log and a header.
var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify gives the request an id, the client's own if it is sane, and says
// it in the answer.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !saneID.MatchString(id) {
			id = uuid.NewString()
		}
		w.Header().Set("X-Request-Id", id)
		ctx := context.WithValue(r.Context(), infoKey{}, &requestInfo{id: id, route: "unknown"})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
