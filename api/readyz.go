package api

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// probeTimeout bounds each probe, also one that does not heed its context.
const probeTimeout = 2 * time.Second

// What /readyz says of a part.
const (
	checkOK      = "ok"
	checkFailing = "failing"
)

// readyz answers GET /readyz: 200 if every part works, otherwise 503 with the
// names of those that do not. Why they do not is for the log alone, unless it
// is plain.
func (h *handler) readyz(w http.ResponseWriter, r *http.Request) error {
	checks := map[string]string{}
	var missing []string
	for i, err := range h.probe(r.Context()) {
		name := h.cfg.Ready[i].Name
		checks[name] = checkOK
		if err != nil {
			checks[name] = checkFailing
			missing = append(missing, h.cfg.Ready[i].describe(err))
			h.cfg.Log.Warn().Err(err).Str("check", name).Msg("not ready")
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

// probe runs all probes at once and returns their errors in order.
func (h *handler) probe(ctx context.Context) []error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	answers := make([]chan error, len(h.cfg.Ready))
	for i, c := range h.cfg.Ready {
		answers[i] = make(chan error, 1) // a probe that is late can still leave
		go func() { answers[i] <- c.Probe(ctx) }()
	}
	errs := make([]error, len(answers))
	for i, answer := range answers {
		errs[i] = answerOr(ctx, answer)
	}
	return errs
}

// answerOr waits for the answer until ctx ends. One that is there counts, also
// if ctx has ended over another.
func answerOr(ctx context.Context, answer <-chan error) error {
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-answer:
		return err
	default:
		return ctx.Err()
	}
}

func (h *handler) draining() bool {
	select {
	case <-h.cfg.Draining:
		return true
	default:
		return false
	}
}
