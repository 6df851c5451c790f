package api

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

type sessionRecord struct {
	ID        uuid.UUID    `json:"id"`
	Status    string       `json:"status"`
	CreatedAt timestamp    `json:"createdAt"`
	UpdatedAt timestamp    `json:"updatedAt"`
	Draft     *draftRecord `json:"draft,omitempty"`
}

// draftRecord is what the session's editor holds, as it was saved last.
type draftRecord struct {
	Language  string    `json:"language"`
	Code      string    `json:"code"`
	Revision  int64     `json:"revision"`
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
	d, err := h.store.Draft(r.Context(), id)
	if err != nil {
		return fmt.Errorf("read draft: %w", err)
	}
	w.Header().Set("ETag", revisionTag(d.Revision))
	return writeJSON(w, http.StatusOK, sessionRecordOf(s, d))
}

// sessionRecordOf says that the session was updated when its draft was: nothing else
// of it changes.
func sessionRecordOf(s executor.Session, d executor.Draft) sessionRecord {
	record := sessionRecord{
		ID: s.ID, Status: s.Status, CreatedAt: timestamp(s.CreatedAt), UpdatedAt: timestamp(s.UpdatedAt),
	}
	if d.Revision > 0 {
		record.Draft = new(draftRecordOf(d))
		if d.UpdatedAt.After(s.UpdatedAt) {
			record.UpdatedAt = record.Draft.UpdatedAt
		}
	}
	return record
}

func draftRecordOf(d executor.Draft) draftRecord {
	return draftRecord{d.Language, d.Code, d.Revision, timestamp(d.UpdatedAt)}
}
