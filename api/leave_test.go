package api

import "testing"

func TestDrainingEndsConnectionsWithTheirNextAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if got := f.do(t, "GET", "/healthz", "").Header().Get("Connection"); got != "" {
		t.Errorf("Connection: %s before the shutdown, want it kept", got)
	}
	close(f.draining)
	for _, path := range []string{"/healthz", "/api/nothing"} {
		if got := f.do(t, "GET", path, "").Header().Get("Connection"); got != "close" {
			t.Errorf("Connection: %q of GET %s, want close", got, path)
		}
	}
}
