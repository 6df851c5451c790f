package api

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/api/ui"
	"github.com/edtronaut/livecode/executor"
)

// shared is the answer to a link, and its headers are checked.
func (f *fixture) shared(t *testing.T, link shareLink) string {
	t.Helper()
	w := f.do(t, "GET", "/api/shared/"+link.Token, "")
	header := w.Header()
	if w.Code != 200 || header.Get("X-Robots-Tag") != "noindex" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, headers %v; want 200, noindex and no-store", w.Code, header)
	}
	return strings.TrimSuffix(w.Body.String(), "\n")
}

// TestSharedExecution: all of a record by which nothing can be done, and nothing
// else, however much is known.
func TestSharedExecution(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil)
	link := f.share(t, "/api/executions/"+id.String())
	head := `{"kind":"execution","execution":{"code":"print(1)","language":"python",`
	created := `"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z"`
	if got, want := f.shared(t, link), head+`"status":"QUEUED","stdout":"","stderr":"","executionTime":null,`+created+"}}"; got != want {
		t.Errorf("while it waits:\n got %s\nwant %s", got, want)
	}
	started := goldenTime.Add(time.Second)
	f.store.update(id, func(e *executor.Execution) {
		e.Status = executor.StatusRunning
		e.Attempt = &executor.Attempt{Number: 1, WorkerID: "secret-worker", StartedAt: &started, Image: "secret", Runtime: "secret"}
	})
	if got, want := f.shared(t, link), head+`"status":"RUNNING","stdout":"","stderr":"","executionTime":null,`+created+`,"startedAt":"2026-03-01T12:00:01.123Z","attempt":1}}`; got != want {
		t.Errorf("while it runs:\n got %s\nwant %s", got, want)
	}
	var session uuid.UUID
	f.store.update(id, func(e *executor.Execution) {
		session = e.SessionID
		*e = golden()
		e.ID, e.SessionID = id, session
	})
	_, want, _ := strings.Cut(f.do(t, "GET", "/api/executions/"+id.String(), "").Body.String(), `"code":`)
	want = `{"kind":"execution","execution":{"code":` + strings.Replace(want, `"image":"livecode-python:1","runtime":"runc",`, "", 1)
	got := f.shared(t, link)
	if got+"}" != strings.TrimSuffix(want, "\n")+"}}" {
		t.Errorf("when it has ended:\n got %s\nwant the record but for ids, image and runtime: %s}", got, want)
	}
	for _, secret := range []string{id.String(), session.String(), "secret", `"runc"`, "livecode-python"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is in %s", secret, got)
		}
	}
}

// TestSharedDraft: the draft as it is, of which there may be none yet.
func TestSharedDraft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.session(t)
	link := f.share(t, "/api/code-sessions/"+id.String())
	for _, step := range []struct{ body, want string }{
		{"", `{"language":"","code":"","revision":0,"updatedAt":"2026-03-01T12:00:00.005Z"}`},
		{`{"code":"1 < 2"}`, `{"language":"","code":"1 < 2","revision":1,"updatedAt":"0001-01-01T00:00:00.000Z"}`}, // by a store without a clock
		{`{"code":"","language":"python"}`, `{"language":"python","code":"","revision":2,"updatedAt":"0001-01-01T00:00:00.000Z"}`},
	} {
		if step.body != "" {
			f.patch(t, id, step.body)
		}
		if got, want := f.shared(t, link), `{"kind":"draft","draft":`+step.want+"}"; got != want {
			t.Errorf("after %s:\n got %s\nwant %s", step.body, got, want)
		}
	}
}

func TestSharedUnknown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.shareablePaths(t)[executor.ShareDraft]
	link := f.share(t, path)
	for _, token := range []string{
		newShareToken(), link.Token[1:], link.Token + "A", link.Token + "=", strings.ToLower(link.Token) + "a", "x", "%00", "%F0%9F%92%A9",
		"'%20OR%20''='", link.Token + "%0A", path[len("/api/code-sessions/"):],
	} {
		w := f.do(t, "GET", "/api/shared/"+token, "")
		wantProblem(t, w, 404, codeShareNotFound)
		if w.Header().Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: headers %v, want noindex", token, w.Header())
		}
	}
	f.do(t, "DELETE", path, "")
	wantProblem(t, f.do(t, "GET", "/api/shared/"+link.Token, ""), 404, codeShareNotFound)
	f.store.failAll(errBoom)
	wantProblem(t, f.do(t, "GET", "/api/shared/"+link.Token, ""), 500, codeInternal)
}

// TestPageOfALink: the page, which neither browsers keep nor search engines list,
// and which tells no other site where it is.
func TestPageOfALink(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	known := f.share(t, f.shareablePaths(t)[executor.ShareExecution])
	for _, url := range []string{known.URL, "/s/unknown"} {
		w := f.do(t, "GET", url, "")
		if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), ui.SharedPage().Body) {
			t.Errorf("GET %s: status %d, %d bytes; want 200 and the page", url, w.Code, w.Body.Len())
		}
		for name, want := range map[string]string{
			"X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": pagePolicy, "Content-Type": "text/html; charset=utf-8",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("GET %s: %s %q, want %q", url, name, got, want)
			}
		}
	}
	if got := f.do(t, "GET", "/", "").Header().Get("X-Robots-Tag"); got != "" {
		t.Errorf("GET /: X-Robots-Tag %q, want none", got)
	}
}

func TestShareTokensDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		token := newShareToken()
		if seen[token] || !tokenForm.MatchString(token) {
			t.Fatalf("token %q came before, or has another form", token)
		}
		seen[token] = true
	}
}
