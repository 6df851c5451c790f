package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

func TestPanicBecomesAProblem(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.store.failWith(func(context.Context, string) error { panic("secret panic") })
	w := f.do(t, "POST", "/api/code-sessions", "")
	wantProblem(t, w, 500, codeInternal)
	if strings.Contains(w.Body.String(), "panic") {
		t.Errorf("the answer shows the panic: %s", w.Body)
	}
	entries := f.log.entries(t, "request panicked")
	if len(entries) != 1 || entries[0]["panic"] != "secret panic" || entries[0]["request_id"] == "" {
		t.Fatalf("logged %v, want the panic once", entries)
	}
	if stack, _ := entries[0]["stack"].(string); !strings.Contains(stack, "create_session.go") {
		t.Errorf("stack %q does not show where it was", stack)
	}
	if lines := f.log.entries(t, "request"); len(lines) != 1 || lines[0]["status"] != 500.0 {
		t.Errorf("access log %v, want one line with 500", lines)
	}
}

// A half answer must not look like a whole one.
func TestPanicInAnAnswerBreaksItOff(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	h := &handler{cfg: Config{Log: zerolog.New(log)}}
	server := httptest.NewServer(h.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		if r.URL.Path == "/abort" {
			panic(http.ErrAbortHandler)
		}
		panic("late")
	})))
	t.Cleanup(server.Close)
	for path, logged := range map[string]int{"/late": 1, "/abort": 0} {
		before := len(log.entries(t, "request panicked"))
		answer, err := server.Client().Get(server.URL + path)
		if err != nil {
			t.Fatalf("GET %s: %v", path, err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err == nil || string(body) != "half" {
			t.Errorf("GET %s: body %q, %v; want half and an error", path, body, err)
		}
		if n := len(log.entries(t, "request panicked")) - before; n != logged {
			t.Errorf("GET %s: %d panics logged, want %d", path, n, logged)
		}
	}
}
