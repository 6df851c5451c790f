package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// storeSession stores s, or with a key that has made a session before returns
// the id of that one.
func (h *handler) storeSession(ctx context.Context, s executor.Session, key *executor.IdempotencyKey) (uuid.UUID, error) {
	if key == nil {
		return s.ID, h.store.CreateSession(ctx, s)
	}
	return h.store.CreateSessionOnce(ctx, s, *key)
}

// storeExecution does the same with an execution.
func (h *handler) storeExecution(
	ctx context.Context, e executor.Execution, in executor.Input, key *executor.IdempotencyKey,
) (uuid.UUID, error) {
	if key != nil {
		return h.store.CreateExecutionOnce(ctx, e, in, *key)
	}
	if err := h.store.CreateExecution(ctx, e, in); err != nil {
		return uuid.Nil, err
	}
	return e.ID, nil
}

// orKeyProblem makes err a problem if it is one of an idempotency key.
func orKeyProblem(err error) error {
	switch {
	case errors.Is(err, executor.ErrKeyReused):
		return &problem{code: codeIdemKeyReused}
	case errors.Is(err, executor.ErrKeyPending):
		return &problem{code: codeIdemKeyPending}
	default:
		return err
	}
}

// sayReplayed tells a client that its answer is that of an earlier request, so
// that it costs nothing.
func (h *handler) sayReplayed(w http.ResponseWriter, r *http.Request, replayed bool) {
	if replayed {
		w.Header().Set(headerReplayed, "true")
		h.free(w, r)
	}
}

// settle lets others with the key be answered, before the first one is. A client
// that has left may come back with it. If it fails, they wait for as long as
// the first one might have.
func (h *handler) settle(ctx context.Context, key *executor.IdempotencyKey) {
	if key == nil || key.Pending == 0 {
		return
	}
	if err := h.store.SettleKey(context.WithoutCancel(ctx), key.ID); err != nil {
		h.cfg.Log.Warn().Err(err).Str("request_id", infoOf(ctx).id).Msg("idempotency key not settled")
	}
}
