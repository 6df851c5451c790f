package api

import "net/http"

// metrics answers GET /metrics.
func (h *handler) metrics(w http.ResponseWriter, r *http.Request) error {
	h.cfg.Metrics.ServeHTTP(w, r)
	return nil
}
