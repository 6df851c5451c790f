package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

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
	if err := h.cancel(r.Context(), id); err != nil {
		return err
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

// cancel asks for the end of an execution, or ends it.
func (h *handler) cancel(ctx context.Context, id uuid.UUID) error {
	status, err := h.store.Cancel(ctx, id)
	if err != nil {
		return orNotFound(fmt.Errorf("cancel execution: %w", err), codeExecutionNotFound)
	}
	if status.Terminal() {
		h.cfg.Publisher.Publish(ctx, executor.Event{ExecutionID: id, Status: status})
		h.cfg.Inputs.Discard(id)
	} else {
		h.cfg.Canceller.Cancel(ctx, id)
	}
	return nil
}
