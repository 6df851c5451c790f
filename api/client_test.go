package api

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestClientsSeeWhyABodyIsRefused: a client that sends all of its body before
// it looks for an answer finds one.
func TestClientsSeeWhyABodyIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	for _, size := range []int{maxBodyBytes + 1, maxBodyBytes + discardBytes/2} {
		resp, err := http.Post(server.URL+f.runPath(t, ""), "application/json", bytes.NewReader(make([]byte, size)))
		if err != nil {
			t.Errorf("a body of %d bytes: %v, want an answer", size, err)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a body of %d bytes: status %d, want 413", size, resp.StatusCode)
		}
	}
}

func TestEncodedBodiesAreRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := request(t, "POST", f.runPath(t, ""), goodRun)
	r.Header.Set("Content-Encoding", "gzip")
	wantProblem(t, f.send(r), 415, codeUnsupportedMedia)
}

func TestMalformedQueriesAreNotPassedOver(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, query := range []string{"?wait=%zz", "?wait=5;x"} {
		wantProblem(t, f.do(t, "POST", f.runPath(t, "")+query, goodRun), 400, codeInvalidParameter)
	}
}
