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
// is plain. Who shuts down says so at once, and of no part: a load balancer is to
// turn away before the shutdown goes on, also where a probe hangs.
func (h *handler) readyz(w http.ResponseWriter, r *http.Request) error {
	if h.draining() {
		return notReady(nil, "shutting down")
	}
	errs, err := h.ready.ask(r.Context(), h.cfg.Draining)
	switch {
	case h.draining(): // meanwhile
		return notReady(nil, "shutting down")
	case err != nil:
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
	if missing != nil {
		return notReady(checks, missing...)
	}
	return writeJSON(w, http.StatusOK, health{Status: "ready", Checks: checks})
}

// notReady names what is missing. checks are nil where no part was asked.
func notReady(checks map[string]string, missing ...string) *problem {
	detail := "The service is not ready: " + strings.Join(missing, ", ") + "."
	return &problem{code: codeNotReady, detail: detail, checks: checks}
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
