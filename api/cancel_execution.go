package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// cancelPatience is how long a request waits for a worker to stop what it runs,
// which takes it milliseconds.
const cancelPatience = 2 * time.Second

// cancelExecution answers POST /api/executions/{executionId}/cancel: 200 and the
// record once the execution is terminal, which it may have been before; 202 and
// the record if no worker has stopped it in time.
func (h *handler) cancelExecution(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "executionId", codeExecutionNotFound)
	if err != nil {
		return err
	}
	status, err := h.store.Cancel(r.Context(), id)
	if err != nil {
		return orNotFound(fmt.Errorf("cancel execution: %w", err), codeExecutionNotFound)
	}
	if status.Terminal() {
		h.cfg.Publisher.Publish(r.Context(), executor.Event{ExecutionID: id, Status: status})
	} else {
		h.cfg.Canceller.Cancel(r.Context(), id)
	}
	e, saw, err := h.await(r.Context(), id, cancelPatience)
	if err != nil {
		return orNotFound(fmt.Errorf("read execution: %w", err), codeExecutionNotFound)
	}
	rec := recordOf(e)
	switch {
	case !e.Status.Terminal():
		return writeJSON(w, http.StatusAccepted, rec)
	case saw:
		rec = rec.answered()
	}
	return writeJSON(w, http.StatusOK, rec)
}
