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

// createSession answers POST /api/code-sessions. A body is not read.
func (h *handler) createSession(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make session id: %w", err)
	}
	s := executor.Session{ID: id, Status: executor.SessionActive}
	if err := h.store.CreateSession(r.Context(), s); err != nil {
		return fmt.Errorf("create session: %w", err)
	}
	w.Header().Set("Location", "/api/code-sessions/"+id.String())
	return writeJSON(w, http.StatusCreated, sessionCreated{SessionID: id, Status: s.Status})
}
