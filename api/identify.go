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

	held    int64    // bytes of outputs that count as held for it
	release []func() // frees them
}

// hold notes n bytes to be freed when the request ends.
func (i *requestInfo) hold(n int64, release func()) {
	i.held += n
	i.release = append(i.release, release)
}

// end frees what the request holds.
func (i *requestInfo) end() {
	for _, release := range i.release {
		release()
	}
	i.held, i.release = 0, nil
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
		info := &requestInfo{id: id, route: "unknown"}
		defer info.end()
		ctx := context.WithValue(r.Context(), infoKey{}, info)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
