package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestUnknownAddresses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{
		"/api", "/api/", "/nothing", "/api/languages/", "/api//languages", "/api/code-sessions/",
		"/s", "/s/", "/s/x/", "/s/assets/x.js", "/api/shared", "/api/shared/",
		"/assets/", "/assets/../app.js", "/index.html", "/favicon.ico",
	} {
		wantProblem(t, f.do(t, "GET", path, ""), 404, codeNotFound)
	}
}

func TestWrongMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := "018f3f2e-0000-7000-8000-000000000001"
	for _, tc := range []struct{ method, path, allow string }{
		{"POST", "/", "GET, HEAD"},
		{"DELETE", script(), "GET, HEAD"},
		{"POST", "/healthz", "GET, HEAD"},
		{"POST", "/readyz", "GET, HEAD"},
		{"PUT", "/api/languages", "GET, HEAD"},
		{"GET", "/api/code-sessions", "POST"},
		{"HEAD", "/api/code-sessions", "POST"},
		{"PUT", "/api/code-sessions/" + id, "DELETE, GET, HEAD, PATCH"},
		{"POST", "/api/code-sessions/" + id + "/executions", "GET, HEAD"},
		{"GET", "/api/code-sessions/" + id + "/run", "POST"},
		{"OPTIONS", "/api/code-sessions/" + id + "/run", "POST"},
		{"PATCH", "/api/executions/" + id, "GET, HEAD"},
		{"BREW", "/api/executions/" + id, "GET, HEAD"},
		{"PUT", "/api/executions/" + id + "/share", "DELETE, GET, HEAD, POST"},
		{"PATCH", "/api/code-sessions/" + id + "/share", "DELETE, GET, HEAD, POST"},
		{"DELETE", "/api/shared/x", "GET, HEAD"},
		{"POST", "/s/x", "GET, HEAD"},
	} {
		w := f.do(t, tc.method, tc.path, "")
		wantProblem(t, w, 405, codeMethodNotAllowed)
		if got := w.Header().Get("Allow"); got != tc.allow {
			t.Errorf("%s %s: Allow %q, want %q", tc.method, tc.path, got, tc.allow)
		}
	}
}

func TestHeadWorksWhereGetDoes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil)
	e, _ := f.store.stored(t)
	link := f.share(t, "/api/executions/"+id.String())
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}} // which would hide the lengths
	t.Cleanup(client.CloseIdleConnections)
	for _, path := range []string{
		"/", script(), "/healthz", "/readyz", "/api/languages",
		"/api/code-sessions/" + e.SessionID.String(),
		"/api/code-sessions/" + e.SessionID.String() + "/executions",
		"/api/executions/" + id.String(),
		"/api/executions/" + id.String() + "/share",
		"/api/shared/" + link.Token,
		link.URL,
	} {
		get, err := client.Get(server.URL + path)
		if err != nil {
			t.Fatalf("GET %s: %v", path, err)
		}
		_ = get.Body.Close()
		head, err := client.Head(server.URL + path)
		if err != nil {
			t.Fatalf("HEAD %s: %v", path, err)
		}
		_ = head.Body.Close()
		if head.StatusCode != http.StatusOK || head.ContentLength != get.ContentLength || head.ContentLength <= 0 {
			t.Errorf("HEAD %s: status %d length %d, want 200 and GET's length %d",
				path, head.StatusCode, head.ContentLength, get.ContentLength)
		}
	}
}
