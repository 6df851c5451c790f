package api

import (
	"context"
	"errors"
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
	key, err := h.runKey(r, session, req, wait)
	if err != nil {
		return err
	}
	own, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make execution id: %w", err)
	}
	wake, stop := h.beforeRun(own, wait)
	defer stop()
	e := executor.Execution{
		ID: own, SessionID: session, Client: h.clientOf(r).name(), Code: req.code, Language: req.language,
		Status: executor.StatusQueued,
	}
	id, replayed, err := h.submit(r.Context(), e, executor.Input{Stdin: req.stdin, Interactive: req.interactive}, key)
	if err != nil {
		if setLocation(w, id); id != uuid.Nil {
			h.free(w, r) // an earlier request with its key is under way
		}
		return h.orNoRoom(r.Context(), w, err, e)
	}
	h.sayReplayed(w, r, replayed)
	if replayed {
		wake = nil
	}
	done, err := h.awaitRun(r.Context(), id, wake, wait)
	if !replayed {
		h.settle(r.Context(), key)
	}
	switch {
	case err != nil:
		return err
	case done.Status.Terminal() && replayed: // it may have ended long ago
		return writeJSON(w, http.StatusOK, recordOf(done))
	case done.Status.Terminal():
		return writeJSON(w, http.StatusOK, recordOf(done).answered())
	default:
		setLocation(w, id)
		return writeJSON(w, http.StatusAccepted, runAccepted{ExecutionID: id, Status: executor.StatusQueued})
	}
}

// beforeRun subscribes to the end of an execution that is to be stored, so that it
// need not be read before it has ended; nil where nobody waits for that.
func (h *handler) beforeRun(id uuid.UUID, wait time.Duration) (wake <-chan struct{}, stop func()) {
	if wait == 0 {
		return nil, func() {}
	}
	return h.cfg.Watcher.SubscribeEnd(id)
}

// submit stores the execution and asks for its first attempt. If an earlier request
// with the key has done so, it returns that one's id, which it also does where that
// request is still under way.
func (h *handler) submit(
	ctx context.Context, e executor.Execution, in executor.Input, key *executor.IdempotencyKey,
) (id uuid.UUID, replayed bool, err error) {
	passed := executor.Timeline{executor.StageAccepted: time.Now()}
	id, err = h.storeExecution(ctx, e, in, key)
	if err != nil {
		return id, false, orKeyProblem(orNotFound(fmt.Errorf("create execution: %w", err), codeSessionNotFound))
	}
	if id == e.ID {
		passed[executor.StageStored] = time.Now()
		h.enqueue(ctx, executor.Task{ExecutionID: id, Timeline: passed})
	}
	return id, id != e.ID, nil
}

// setLocation tells where the execution is, if there is one.
func setLocation(w http.ResponseWriter, id uuid.UUID) {
	if id != uuid.Nil {
		w.Header().Set("Location", "/api/executions/"+id.String())
	}
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

// awaitRun returns the execution as it is at the end of the wait: one whose end the
// caller has subscribed to before it was stored, or with wake nil, any.
//
// It fails only if the client has left, or the execution has been deleted.
// Whatever else keeps it from the outcome, the execution is stored, and its id is
// worth more than a problem.
func (h *handler) awaitRun(
	ctx context.Context, id uuid.UUID, wake <-chan struct{}, wait time.Duration,
) (e executor.Execution, err error) {
	switch {
	case wait == 0:
		return e, nil
	case wake == nil:
		e, _, err = h.await(ctx, id, wait)
	default:
		e, _, err = h.awaitEnd(ctx, id, wake, wait)
	}
	if errors.Is(err, executor.ErrNotFound) {
		return e, &problem{code: codeExecutionNotFound}
	}
	if err != nil && ctx.Err() == nil {
		h.cfg.Log.Warn().Err(err).Str("request_id", infoOf(ctx).id).Stringer("execution_id", id).
			Msg("outcome not read")
		return executor.Execution{}, nil
	}
	return e, err
}
