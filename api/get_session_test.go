package api

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/edtronaut/livecode/executor/executortest"
)

func TestGetSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.session(t)
	w := f.do(t, "GET", "/api/code-sessions/"+id.String(), "")
	want := fmt.Sprintf(`{"id":"%s","status":"ACTIVE","createdAt":"2026-03-01T12:00:00.005Z",`+
		`"updatedAt":"2026-03-01T12:00:00.005Z"}`+"\n", id)
	if w.Code != 200 || w.Body.String() != want {
		t.Errorf("status %d body %s, want 200 %s", w.Code, w.Body, want)
	}
}

// TestGetSessionUpdated: the session is as new as its draft.
func TestGetSessionUpdated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *Config) { c.Store = executortest.NewStore() })
		id := decode[sessionCreated](t, f.do(t, "POST", "/api/code-sessions", ""), 201).SessionID
		type answer struct {
			CreatedAt, UpdatedAt time.Time
			Draft                *struct{ UpdatedAt time.Time }
		}
		<-time.After(time.Minute)
		wantSaved(t, f.patch(t, id, `{"code":"1"}`), 1)
		got := decode[answer](t, f.do(t, "GET", "/api/code-sessions/"+id.String(), ""), 200)
		if got.Draft == nil || !got.UpdatedAt.Equal(got.Draft.UpdatedAt) || got.UpdatedAt.Sub(got.CreatedAt) != time.Minute {
			t.Errorf("the session is %+v with draft %+v, want it as new as the draft, a minute after its creation", got, got.Draft)
		}
	})
}

// wrongIDs are well-formed but unknown, or malformed; both are simply unknown.
var wrongIDs = []string{
	"018f3f2e-0000-7000-8000-000000000001", "1", "nil", "00000000-0000-0000-0000-000000000000",
	"018f3f2e000070008000000000000001", "{018f3f2e-0000-7000-8000-000000000001}",
	"urn:uuid:018f3f2e-0000-7000-8000-000000000001", "018f3f2e-0000-7000-8000-00000000000g",
	"..%00", "%F0%9F%92%A9", "'%20OR%201=1",
}

func TestGetSessionUnknown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, id := range wrongIDs {
		wantProblem(t, f.do(t, "GET", "/api/code-sessions/"+id, ""), 404, codeSessionNotFound)
		wantProblem(t, f.do(t, "GET", "/api/code-sessions/"+id+"/executions", ""), 404, codeSessionNotFound)
		wantProblem(t, f.do(t, "POST", "/api/code-sessions/"+id+"/run", goodRun), 404, codeSessionNotFound)
	}
	f.store.failAll(errBoom)
	wantProblem(t, f.do(t, "GET", "/api/code-sessions/"+wrongIDs[0], ""), 500, codeInternal)
}
