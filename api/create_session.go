package api

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

type sessionCreated struct {
	SessionID uuid.UUID `json:"session_id"`
	Status    string    `json:"status"`
}

// createSession answers POST /api/code-sessions. Without an Idempotency-Key a
// body is not read.
func (h *handler) createSession(w http.ResponseWriter, r *http.Request) error {
	key, err := h.sessionKey(w, r)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make session id: %w", err)
	}
	s := executor.Session{ID: id, Status: executor.SessionActive, Owner: infoOf(r.Context()).key}
	first, err := h.storeSession(r.Context(), s, key)
	if err != nil {
		return orKeyProblem(fmt.Errorf("create session: %w", err))
	}
	h.sayReplayed(w, r, first != id)
	w.Header().Set("Location", "/api/code-sessions/"+first.String())
	return writeJSON(w, http.StatusCreated, sessionCreated{SessionID: first, Status: s.Status})
}
