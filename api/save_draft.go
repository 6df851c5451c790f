package api

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/edtronaut/livecode/executor"
)

type draftSaved struct {
	Revision int64 `json:"revision"`
}

// saveDraft answers PATCH /api/code-sessions/{sessionId}. With If-Match it saves
// only over the revision that the client knows; without, the last writer wins.
func (h *handler) saveDraft(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "sessionId", codeSessionNotFound)
	if err != nil {
		return err
	}
	known, err := ifMatch(r.Header)
	if err != nil {
		return err
	}
	change, err := h.readDraft(w, r)
	if err != nil {
		return err
	}
	change.SessionID, change.Revision = id, known
	revision, err := h.store.SaveDraft(r.Context(), change)
	if errors.Is(err, executor.ErrStale) {
		return &problem{code: codeDraftChanged}
	}
	if err != nil {
		return orNotFound(fmt.Errorf("save draft: %w", err), codeSessionNotFound)
	}
	w.Header().Set("ETag", revisionTag(revision))
	return writeJSON(w, http.StatusOK, draftSaved{revision})
}

// revisionTag is the ETag of a session: nothing else of it changes.
func revisionTag(revision int64) string { return `"` + strconv.FormatInt(revision, 10) + `"` }

// ifMatch reads the revision that the draft must have, nil for any, as * means:
// a session always has a representation. A tag that we never gave matches none, and
// a header without one is a mistake, not a wish for any.
//
// W/ is ignored, for proxies that compress answers put it before our tags.
func ifMatch(header http.Header) (*int64, error) {
	values := header.Values("If-Match")
	value := strings.TrimSpace(strings.Join(values, ","))
	if len(values) == 0 || value == "*" {
		return nil, nil
	}
	tag, quoted := strings.CutPrefix(strings.TrimPrefix(value, "W/"), `"`)
	tag, closed := strings.CutSuffix(tag, `"`)
	if !quoted || !closed || strings.Contains(tag, `"`) {
		return nil, badParameter("If-Match", `If-Match must be * or one ETag of the session, such as "3".`)
	}
	revision, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || revisionTag(revision) != `"`+tag+`"` {
		revision = -1
	}
	return &revision, nil
}
