package api

import "net/http"

// leave has each connection end with its next answer once the service is draining.
// A load balancer that keeps connections then opens its next one elsewhere, and
// none is cut on which a request may be under way.
func (h *handler) leave(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.draining() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
