package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/rs/cors"
)

// preflightSeconds is how long browsers keep the answer to a preflight.
const preflightSeconds = 600

// shared lets pages of the configured origins use the API from browsers; those
// of others cannot read an answer. Any request header may be sent, for none is
// dangerous: the browser's own credentials are never allowed.
func (h *handler) shared(next http.Handler) http.Handler {
	origins := h.cfg.Access.Origins
	if len(origins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete},
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{
			"ETag", "Location", "Retry-After", "Allow", "WWW-Authenticate", "X-Request-Id",
			headerReplayed, "RateLimit", "RateLimit-Policy",
		},
		MaxAge: preflightSeconds,
	}).Handler(next)
}

// CheckOrigin says what is wrong with an origin for [Access], if anything is.
func CheckOrigin(origin string) error {
	if origin == "*" {
		return nil
	}
	if origin != strings.ToLower(origin) || strings.Contains(origin, "*") {
		return errors.New("an origin is * alone, or in lower case and without *")
	}
	return http.NewCrossOriginProtection().AddTrustedOrigin(origin)
}

// newSameOrigin returns a check that refuses what pages of other sites send,
// beyond reading. Browsers send some of it without a preflight, though the page
// could not read the answer, and none of what opens a WebSocket. An origin that is
// none is left out.
func newSameOrigin(origins []string) func(*http.Request) error {
	if slices.Contains(origins, "*") {
		return func(*http.Request) error { return nil }
	}
	protection := http.NewCrossOriginProtection()
	for _, origin := range origins {
		_ = protection.AddTrustedOrigin(origin)
	}
	return func(r *http.Request) error {
		if asksForWebSocket(r) {
			r = r.Clone(r.Context())
			r.Method = http.MethodPost // it is more than reading, which a GET is taken for
		}
		if err := protection.Check(r); err != nil {
			return &problem{code: codeCrossOrigin, cause: err}
		}
		return nil
	}
}
