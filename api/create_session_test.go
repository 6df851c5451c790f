package api

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

func TestCreateSession(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{}", "not JSON at all"} {
		f := newFixture(t)
		w := f.do(t, "POST", "/api/code-sessions", body)
		if w.Code != 201 {
			t.Fatalf("body %q: status %d, want 201", body, w.Code)
		}
		form := regexp.MustCompile(`^\{"session_id":"([0-9a-f-]{36})","status":"ACTIVE"\}\n$`)
		found := form.FindStringSubmatch(w.Body.String())
		if found == nil {
			t.Fatalf("body %q: answer %q, want %s", body, w.Body, form)
		}
		id := uuid.MustParse(found[1])
		if id.Version() != 7 {
			t.Errorf("id %v has version %d, want 7", id, id.Version())
		}
		if got, want := w.Header().Get("Location"), "/api/code-sessions/"+id.String(); got != want {
			t.Errorf("Location %q, want %q", got, want)
		}
		s, err := f.store.Session(t.Context(), id)
		if err != nil || s.Status != executor.SessionActive {
			t.Errorf("stored %+v, %v", s, err)
		}
	}
}

func TestCreateSessionFailures(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.store.failAll(fmt.Errorf("dial: %w", executor.ErrUnavailable))
	w := f.do(t, "POST", "/api/code-sessions", "")
	wantProblem(t, w, 503, codeUnavailable)
	if w.Header().Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
	f.store.failAll(errBoom)
	w = f.do(t, "POST", "/api/code-sessions", "")
	wantProblem(t, w, 500, codeInternal)
	if strings.Contains(w.Body.String(), "boom") {
		t.Errorf("the answer shows the cause: %s", w.Body)
	}
	if logged := f.log.String(); !strings.Contains(logged, errBoom.Error()) {
		t.Errorf("the log does not show the cause: %s", logged)
	}
}
