package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Executions with full output are large, so a page is read in small batches
// and ends early once it is this big. Clients follow nextCursor, not counts.
const (
	listBatch    = 10
	maxPageBytes = 8 << 20
)

type executionPage struct {
	Executions []record   `json:"executions"`
	NextCursor *uuid.UUID `json:"nextCursor"` // null on the last page
}

func (p executionPage) split() (rest any, outputs []string) {
	p.Executions = slices.Clone(p.Executions)
	for i := range p.Executions {
		outputs = append(outputs, p.Executions[i].takeOutputs()...)
	}
	return p, outputs
}

// listExecutions answers GET /api/code-sessions/{sessionId}/executions, newest
// first.
func (h *handler) listExecutions(w http.ResponseWriter, r *http.Request) error {
	session, err := pathID(r, "sessionId", codeSessionNotFound)
	if err != nil {
		return err
	}
	limit, err := limitParam(r)
	if err != nil {
		return err
	}
	cursor, err := cursorParam(r)
	if err != nil {
		return err
	}
	if _, err := h.store.Session(r.Context(), session); err != nil {
		return orNotFound(fmt.Errorf("read session: %w", err), codeSessionNotFound)
	}
	page, err := h.page(r.Context(), session, cursor, limit)
	if err != nil {
		return fmt.Errorf("list executions: %w", err)
	}
	return writeJSON(w, http.StatusOK, page)
}

// page reads one more than limit to learn whether another page follows.
func (h *handler) page(ctx context.Context, session, before uuid.UUID, limit int) (executionPage, error) {
	page := executionPage{Executions: []record{}}
	for size := 0; ; {
		want := min(listBatch, limit+1-len(page.Executions))
		batch, err := h.store.Executions(ctx, session, before, want)
		if err != nil {
			return page, err
		}
		for _, e := range batch {
			if len(page.Executions) == limit || size >= maxPageBytes {
				page.NextCursor = &page.Executions[len(page.Executions)-1].ID
				return page, nil
			}
			page.Executions = append(page.Executions, h.withPlace(ctx, recordOf(e)))
			size, before = size+textBytes(e), e.ID
		}
		if len(batch) < want {
			return page, nil
		}
	}
}

func textBytes(e executor.Execution) int { return len(e.Code) + len(e.Stdout) + len(e.Stderr) }
