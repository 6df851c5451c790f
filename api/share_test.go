package api

import (
	"encoding/base64"
	"net/http/httptest"
	"testing"

	"github.com/edtronaut/livecode/executor"
)

// share makes a link to what is at path.
func (f *fixture) share(t *testing.T, path string) shareLink {
	t.Helper()
	return linkIn(t, f.do(t, "POST", path+"/share", ""), 201)
}

// linkIn reads a link from an answer, and checks that its parts agree.
func linkIn(t *testing.T, w *httptest.ResponseRecorder, status int) shareLink {
	t.Helper()
	type link struct { // with the time as it is written
		Token, URL, CreatedAt string
		Kind                  executor.ShareKind
	}
	got := decode[link](t, w, status)
	if bits, err := base64.RawURLEncoding.DecodeString(got.Token); err != nil || len(bits) < 16 || !tokenForm.MatchString(got.Token) {
		t.Errorf("token %q, want 128 bits at least", got.Token)
	}
	if got.URL != "/s/"+got.Token || got.CreatedAt != "2026-03-01T12:00:00.007Z" {
		t.Errorf("link %+v, want its address and time", got)
	}
	return shareLink{Token: got.Token, URL: got.URL, Kind: got.Kind}
}

// shareablePaths are what can be shared of a new execution and its session.
func (f *fixture) shareablePaths(t *testing.T) map[executor.ShareKind]string {
	t.Helper()
	e, err := f.store.Execution(t.Context(), f.execution(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	return map[executor.ShareKind]string{
		executor.ShareExecution: "/api/executions/" + e.ID.String(),
		executor.ShareDraft:     "/api/code-sessions/" + e.SessionID.String(),
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for kind, path := range f.shareablePaths(t) {
		wantProblem(t, f.do(t, "GET", path+"/share", ""), 404, codeNotShared)
		w := f.do(t, "POST", path+"/share", "")
		first := linkIn(t, w, 201)
		if location := w.Header().Get("Location"); location != first.URL || first.Kind != kind {
			t.Errorf("Location %q, kind %s; want %q, %s", location, first.Kind, first.URL, kind)
		}
		for _, method := range []string{"POST", "GET"} {
			if again := linkIn(t, f.do(t, method, path+"/share", ""), 200); again != first {
				t.Errorf("%s again: %+v, want %+v", method, again, first)
			}
		}
		for range 2 { // the second time there is none
			if w := f.do(t, "DELETE", path+"/share", ""); w.Code != 204 || w.Body.Len() != 0 {
				t.Errorf("DELETE: status %d, body %q; want 204 and none", w.Code, w.Body)
			}
			wantProblem(t, f.do(t, "GET", "/api/shared/"+first.Token, ""), 404, codeShareNotFound)
			wantProblem(t, f.do(t, "GET", path+"/share", ""), 404, codeNotShared)
		}
		if second := f.share(t, path); second.Token == first.Token {
			t.Errorf("after the revocation the token is %q again", second.Token)
		}
	}
}

func TestShareOfNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, method := range []string{"POST", "GET", "DELETE"} {
		for _, id := range wrongIDs {
			wantProblem(t, f.do(t, method, "/api/executions/"+id+"/share", ""), 404, codeExecutionNotFound)
			wantProblem(t, f.do(t, method, "/api/code-sessions/"+id+"/share", ""), 404, codeSessionNotFound)
		}
	}
	paths := f.shareablePaths(t)
	f.store.failAll(errBoom)
	for _, method := range []string{"POST", "GET", "DELETE"} {
		for _, path := range paths {
			wantProblem(t, f.do(t, method, path+"/share", ""), 500, codeInternal)
		}
	}
}

// A link is no submission: who may submit nothing at present may still share, and
// above all revoke.
func TestSharingIsNotLimited(t *testing.T) {
	t.Parallel()
	f := newFixture(t, withRate(0.001, 1))
	if w := f.do(t, "POST", "/api/code-sessions", ""); w.Code != 201 {
		t.Fatalf("status %d, want 201", w.Code)
	}
	for _, path := range f.shareablePaths(t) {
		for range 3 {
			w := f.do(t, "POST", path+"/share", "")
			linkIn(t, w, 201)
			if limit := w.Header().Get("RateLimit"); limit != "" {
				t.Errorf("RateLimit %q, want none", limit)
			}
			if w := f.do(t, "DELETE", path+"/share", ""); w.Code != 204 {
				t.Errorf("DELETE: status %d, want 204", w.Code)
			}
		}
	}
}

// Who has a key may share what belongs to it, and anyone may look; what belongs to
// nobody is for every key.
func TestShareWithKeys(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	for _, owner := range []string{"bob", ""} {
		path := k.owned(t, owner).in("/api/executions/{executionId}/share")
		link := linkIn(t, k.as(t, "bob", "GET", path, ""), 200)
		decode[map[string]any](t, k.do(t, "GET", "/api/shared/"+link.Token, ""), 200)
		decode[map[string]any](t, k.as(t, "alice", "GET", "/api/shared/"+link.Token, ""), 200)
		if w := k.as(t, "alice", "DELETE", path, ""); (w.Code == 204) != (owner == "") {
			t.Errorf("DELETE of %q's link as alice: status %d", owner, w.Code)
		}
	}
}
