package api

import (
	"fmt"
	"net/http"

	"github.com/edtronaut/livecode/executor"
)

// deleteSession answers DELETE /api/code-sessions/{sessionId}: 204 once the
// session and all of its executions are gone. Programs that still run are told
// to stop, and who waits for one is told that it is not there.
func (h *handler) deleteSession(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "sessionId", codeSessionNotFound)
	if err != nil {
		return err
	}
	unfinished, err := h.store.DeleteSession(r.Context(), id)
	if err != nil {
		return orNotFound(fmt.Errorf("delete session: %w", err), codeSessionNotFound)
	}
	for _, execution := range unfinished {
		h.cfg.Canceller.Cancel(r.Context(), execution)
		h.cfg.Publisher.Publish(r.Context(), executor.Event{ExecutionID: execution, Status: executor.StatusFailed})
		h.cfg.Inputs.Discard(execution)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
