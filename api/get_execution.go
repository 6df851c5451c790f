package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// getExecution answers GET /api/executions/{executionId}, with ?wait= as soon
// as the execution is terminal.
func (h *handler) getExecution(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "executionId", codeExecutionNotFound)
	if err != nil {
		return err
	}
	wait, err := waitParam(r)
	if err != nil {
		return err
	}
	e, saw, err := h.readExecution(r.Context(), id, wait)
	if err != nil {
		return orNotFound(fmt.Errorf("read execution: %w", err), codeExecutionNotFound)
	}
	rec := h.withPlace(r.Context(), recordOf(e))
	if saw {
		rec = rec.answered()
	}
	return writeJSON(w, http.StatusOK, rec)
}

// readExecution also tells whether the execution's end was waited for.
func (h *handler) readExecution(ctx context.Context, id uuid.UUID, wait time.Duration) (e executor.Execution, saw bool, err error) {
	if wait == 0 {
		e, err = h.store.Execution(ctx, id)
		return e, false, err
	}
	return h.await(ctx, id, wait)
}
