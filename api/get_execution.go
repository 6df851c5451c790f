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
	e, err := h.readExecution(r.Context(), id, wait)
	if err != nil {
		return orNotFound(fmt.Errorf("read execution: %w", err), codeExecutionNotFound)
	}
	return writeJSON(w, http.StatusOK, recordOf(e))
}

func (h *handler) readExecution(ctx context.Context, id uuid.UUID, wait time.Duration) (executor.Execution, error) {
	if wait == 0 {
		return h.store.Execution(ctx, id)
	}
	return h.await(ctx, id, wait)
}
