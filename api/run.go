package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// enqueueTimeout bounds how long a client waits for a queue that hangs.
const enqueueTimeout = 2 * time.Second

type runAccepted struct {
	ExecutionID uuid.UUID       `json:"execution_id"`
	Status      executor.Status `json:"status"`
}

// run answers POST /api/code-sessions/{sessionId}/run: 202 once the execution
// is stored, or with ?wait= 200 and the record if it is terminal in time.
func (h *handler) run(w http.ResponseWriter, r *http.Request) error {
	session, err := pathID(r, "sessionId", codeSessionNotFound)
	if err != nil {
		return err
	}
	wait, err := waitParam(r)
	if err != nil {
		return err
	}
	req, err := h.readRun(w, r)
	if err != nil {
		return err
	}
	e, err := h.submit(r.Context(), session, req)
	if err != nil {
		return err
	}
	done, err := h.awaitRun(r.Context(), e.ID, wait)
	switch {
	case err != nil:
		return err
	case done.Status.Terminal():
		return writeJSON(w, http.StatusOK, recordOf(done).answered())
	default:
		w.Header().Set("Location", "/api/executions/"+e.ID.String())
		return writeJSON(w, http.StatusAccepted, runAccepted{ExecutionID: e.ID, Status: e.Status})
	}
}

// submit stores the execution and asks for its first attempt.
func (h *handler) submit(ctx context.Context, session uuid.UUID, req runRequest) (executor.Execution, error) {
	passed := executor.Timeline{executor.StageAccepted: time.Now()}
	id, err := uuid.NewV7()
	if err != nil {
		return executor.Execution{}, fmt.Errorf("make execution id: %w", err)
	}
	e := executor.Execution{
		ID: id, SessionID: session, Code: req.code, Language: req.language,
		Status: executor.StatusQueued,
	}
	if err := h.store.CreateExecution(ctx, e, executor.Input{Stdin: req.stdin}); err != nil {
		return e, orNotFound(fmt.Errorf("create execution: %w", err), codeSessionNotFound)
	}
	passed[executor.StageStored] = time.Now()
	h.enqueue(ctx, executor.Task{ExecutionID: id, Timeline: passed})
	return e, nil
}

// enqueue does not fail: what is stored gets queued, at the latest by the
// reconciler. That holds for a client that has left, too.
func (h *handler) enqueue(ctx context.Context, t executor.Task) {
	queueCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), enqueueTimeout)
	defer cancel()
	if err := h.cfg.Queue.Enqueue(queueCtx, t, 1); err != nil {
		h.cfg.Log.Warn().Err(err).Str("request_id", infoOf(ctx).id).Stringer("execution_id", t.ExecutionID).
			Msg("not queued yet, the reconciler will")
	}
}

// awaitRun fails only if the client has left. Whatever else keeps it from the
// outcome, the execution is stored, and its id is worth more than a problem.
func (h *handler) awaitRun(ctx context.Context, id uuid.UUID, wait time.Duration) (executor.Execution, error) {
	if wait == 0 {
		return executor.Execution{}, nil
	}
	e, _, err := h.await(ctx, id, wait)
	if err != nil && ctx.Err() == nil {
		h.cfg.Log.Warn().Err(err).Str("request_id", infoOf(ctx).id).Stringer("execution_id", id).
			Msg("outcome not read")
		return executor.Execution{}, nil
	}
	return e, err
}
