package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// owned lets requests through to e that name only what belongs to the client's
// API key, or to nobody. The rest is answered as if it did not exist. It knows
// the ids by their names in the route's template, so that no endpoint has to
// think of it; a template with another name is a mistake.
func (h *handler) owned(template string, e endpoint) endpoint {
	for _, variable := range templateVariable.FindAllStringSubmatch(template, -1) {
		switch name := variable[1]; name {
		case "sessionId":
			e = h.ownedBy(name, codeSessionNotFound, h.sessionOwner, e)
		case "executionId":
			e = h.ownedBy(name, codeExecutionNotFound, h.executionOwner, e)
		default:
			panic(fmt.Sprintf("api: nobody knows to whom %s of %s belongs", name, template))
		}
	}
	return e
}

var templateVariable = regexp.MustCompile(`\{(\w+)`)

// ownedBy checks one id of the path. What is unknown and what is another's take
// the same way to the same answer.
func (h *handler) ownedBy(
	name string, unknown code, ownerOf func(context.Context, uuid.UUID) (string, error), e endpoint,
) endpoint {
	if len(h.cfg.Access.Keys) == 0 {
		return e
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, name, unknown)
		if err != nil {
			return err
		}
		owner, err := ownerOf(r.Context(), id)
		switch {
		case errors.Is(err, executor.ErrNotFound):
			return &problem{code: unknown}
		case err != nil:
			return fmt.Errorf("read owner: %w", err)
		case owner != "" && owner != infoOf(r.Context()).key:
			return &problem{code: unknown}
		default:
			return e(w, r)
		}
	}
}

func (h *handler) sessionOwner(ctx context.Context, id uuid.UUID) (string, error) {
	s, err := h.store.Session(ctx, id)
	return s.Owner, err
}

func (h *handler) executionOwner(ctx context.Context, id uuid.UUID) (string, error) {
	return h.store.ExecutionOwner(ctx, id)
}
