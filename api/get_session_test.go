package api

import (
	"fmt"
	"testing"
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
