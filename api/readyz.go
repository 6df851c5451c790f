package api

import (
	"net/http"
	"strings"
)

// What /readyz says of a part.
const (
	checkOK      = "ok"
	checkFailing = "failing"
)

// readyz answers GET /readyz: 200 if every part works, otherwise 503 with the
// names of those that do not. Why they do not is for the log alone, unless it
// is plain.
func (h *handler) readyz(w http.ResponseWriter, r *http.Request) error {
	errs, err := h.ready.ask(r.Context())
	if err != nil {
		return err // the client has left
	}
	checks := map[string]string{}
	var missing []string
	for i, err := range errs {
		name := h.cfg.Ready[i].Name
		checks[name] = checkOK
		if err != nil {
			checks[name] = checkFailing
			missing = append(missing, h.cfg.Ready[i].describe(err))
		}
	}
	if h.draining() {
		missing = append(missing, "shutting down")
	}
	if missing != nil {
		detail := "The service is not ready: " + strings.Join(missing, ", ") + "."
		return &problem{code: codeNotReady, detail: detail, checks: checks}
	}
	return writeJSON(w, http.StatusOK, health{Status: "ready", Checks: checks})
}

// describe names a part that does not work.
func (c Check) describe(err error) string {
	if c.Plain {
		return c.Name + " (" + err.Error() + ")"
	}
	return c.Name
}

func (h *handler) draining() bool {
	select {
	case <-h.cfg.Draining:
		return true
	default:
		return false
	}
}
