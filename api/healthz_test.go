package api

import "testing"

func TestHealthzNeedsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.store.failAll(errBoom)
	close(f.draining)
	w := f.do(t, "GET", "/healthz", "")
	if w.Code != 200 || w.Body.String() != `{"status":"ok"}`+"\n" {
		t.Errorf("status %d body %s, want 200 ok", w.Code, w.Body)
	}
}
