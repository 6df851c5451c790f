package api

import (
	"fmt"
	"net/http"
	"regexp"

	"github.com/gorilla/mux"

	"github.com/edtronaut/livecode/api/ui"
	"github.com/edtronaut/livecode/executor"
)

// sharedAnswer is what a link shows, the one member that kind names. No id is in
// it, for whoever knows one can do more than look.
type sharedAnswer struct {
	Kind      executor.ShareKind `json:"kind"`
	Execution *runRecord         `json:"execution,omitempty"`
	Draft     *draftRecord       `json:"draft,omitempty"`
}

func (a sharedAnswer) split() (rest any, outputs []string) {
	if a.Execution != nil {
		run := *a.Execution
		a.Execution, outputs = &run, run.takeOutputs()
	}
	return a, outputs
}

// tokenForm is that of newShareToken.
var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]{24}$`)

// getShared answers GET /api/shared/{token} for everyone: the token is all that
// it takes.
func (h *handler) getShared(w http.ResponseWriter, r *http.Request) error {
	keepFromSearch(w.Header())
	token := mux.Vars(r)["token"]
	if !tokenForm.MatchString(token) {
		return &problem{code: codeShareNotFound}
	}
	shared, err := h.store.Shared(r.Context(), token)
	if err != nil {
		return orNotFound(fmt.Errorf("read shared: %w", err), codeShareNotFound)
	}
	answer := sharedAnswer{Kind: shared.Kind}
	if shared.Kind == executor.ShareExecution {
		answer.Execution = new(sharedRun(shared.Execution))
	} else {
		answer.Draft = new(draftRecordOf(shared.Draft))
	}
	return writeJSON(w, http.StatusOK, answer)
}

// sharedRun is the record but for its ids, and for what it ran in, which is
// the operator's.
func sharedRun(e executor.Execution) runRecord {
	p := recordOf(e).runRecord
	if p.outcome != nil {
		p.Image, p.Runtime = "", ""
	}
	return p
}

// serveShared answers GET /s/{token} with the page, which then asks for what the
// link shows. It is the same for every token, known or not.
func serveShared() endpoint {
	serve := serveAsset(ui.SharedPage(), "no-store")
	return func(w http.ResponseWriter, r *http.Request) error {
		keepFromSearch(w.Header())
		return serve(w, r)
	}
}

// keepFromSearch keeps an address that somebody has published all the same out
// of search engines. That no answer tells a referrer is the doing of [secure].
func keepFromSearch(header http.Header) { header.Set("X-Robots-Tag", "noindex") }
