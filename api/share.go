package api

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"

	"github.com/edtronaut/livecode/executor"
)

// shareable is a kind of thing that can be shared, as the routes name it.
type shareable struct {
	kind    executor.ShareKind
	id      string // name of the template's variable
	unknown code
}

var (
	shareableExecution = shareable{executor.ShareExecution, "executionId", codeExecutionNotFound}
	shareableDraft     = shareable{executor.ShareDraft, "sessionId", codeSessionNotFound}
)

// shareLink is a link as those see it who may share.
type shareLink struct {
	Token     string             `json:"token"`
	URL       string             `json:"url"` // path of the page that shows it
	Kind      executor.ShareKind `json:"kind"`
	CreatedAt timestamp          `json:"createdAt"`
}

func shareLinkOf(kind executor.ShareKind, s executor.Share) shareLink {
	return shareLink{Token: s.Token, URL: "/s/" + s.Token, Kind: kind, CreatedAt: timestamp(s.CreatedAt)}
}

// sharing is the endpoints of the link to one thing of a kind.
//
// They are not submissions, which the rate bounds: a thing has one link at most,
// so that there are no more of them than of what was submitted.
func (h *handler) sharing(s shareable) byMethod {
	return byMethod{"POST": h.createShare(s), "GET": h.getShare(s), "DELETE": h.deleteShare(s)}
}

// createShare answers POST …/share: 201 and a new link, or 200 and the one that
// there is.
func (h *handler) createShare(s shareable) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		of, err := s.in(r)
		if err != nil {
			return err
		}
		token := newShareToken()
		share, err := h.store.CreateShare(r.Context(), of, token)
		if err != nil {
			return orNotFound(fmt.Errorf("create share: %w", err), s.unknown)
		}
		link, status := shareLinkOf(s.kind, share), http.StatusOK
		if share.Token == token {
			status = http.StatusCreated
			w.Header().Set("Location", link.URL)
		}
		return writeJSON(w, status, link)
	}
}

// getShare answers GET …/share.
func (h *handler) getShare(s shareable) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		of, err := s.in(r)
		if err != nil {
			return err
		}
		share, err := h.store.Share(r.Context(), of)
		if errors.Is(err, executor.ErrNotShared) {
			return &problem{code: codeNotShared}
		}
		if err != nil {
			return orNotFound(fmt.Errorf("read share: %w", err), s.unknown)
		}
		return writeJSON(w, http.StatusOK, shareLinkOf(s.kind, share))
	}
}

// deleteShare answers DELETE …/share: 204, after which no link shows it.
func (h *handler) deleteShare(s shareable) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		of, err := s.in(r)
		if err != nil {
			return err
		}
		if err := h.store.DeleteShare(r.Context(), of); err != nil {
			return orNotFound(fmt.Errorf("delete share: %w", err), s.unknown)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// in reads from the path what is to be shared.
func (s shareable) in(r *http.Request) (executor.Shareable, error) {
	id, err := pathID(r, s.id, s.unknown)
	return executor.Shareable{Kind: s.kind, ID: id}, err
}

// newShareToken returns 144 random bits in 24 characters that an address takes.
func newShareToken() string {
	var bits [18]byte
	_, _ = rand.Read(bits[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(bits[:])
}
