package api

import "net/http"

// apiPolicy forbids everything: no answer of the API is a document.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

// secure sets the headers that belong on every answer. The page and its assets
// replace the policy and the caching with their own.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Content-Security-Policy", apiPolicy)
		header.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
