package api

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"
)

type sessionRecord struct {
	ID        uuid.UUID `json:"id"`
	Status    string    `json:"status"`
	CreatedAt timestamp `json:"createdAt"`
	UpdatedAt timestamp `json:"updatedAt"`
}

// getSession answers GET /api/code-sessions/{sessionId}.
func (h *handler) getSession(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "sessionId", codeSessionNotFound)
	if err != nil {
		return err
	}
	s, err := h.store.Session(r.Context(), id)
	if err != nil {
		return orNotFound(fmt.Errorf("read session: %w", err), codeSessionNotFound)
	}
	return writeJSON(w, http.StatusOK, sessionRecord{
		ID: s.ID, Status: s.Status, CreatedAt: timestamp(s.CreatedAt), UpdatedAt: timestamp(s.UpdatedAt),
	})
}
