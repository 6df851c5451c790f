package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// loud stores an ended execution whose outputs are this many bytes of what takes
// six in JSON, each.
func (f *fixture) loud(t *testing.T, bytes int) uuid.UUID {
	t.Helper()
	return f.execution(t, func(e *executor.Execution) {
		e.Status = executor.StatusCompleted
		e.Stdout, e.Stderr = strings.Repeat("\x01", bytes), strings.Repeat("\x02", bytes)
	})
}

// largestWrite is an answer that knows how much was written at once.
type largestWrite struct {
	*httptest.ResponseRecorder

	largest int
}

func (l *largestWrite) Write(p []byte) (int, error) {
	l.largest = max(l.largest, len(p))
	return l.ResponseRecorder.Write(p)
}

// TestLargeAnswersAreWrittenInPieces: what is encoded and not yet sent is little,
// for clients that may not read it.
func TestLargeAnswersAreWrittenInPieces(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.loud(t, 1<<20)
	e, err := f.store.Execution(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	token := f.share(t, "/api/executions/"+id.String()).Token
	for _, path := range []string{
		"/api/executions/" + id.String(),
		"/api/executions/" + id.String() + "/events",
		"/api/code-sessions/" + e.SessionID.String() + "/executions",
		"/api/shared/" + token,
	} {
		w := &largestWrite{ResponseRecorder: httptest.NewRecorder()}
		f.ServeHTTP(w, request(t, "GET", path, ""))
		if got := w.Body.Len(); w.Code != 200 || got < 12<<20 {
			t.Errorf("%s: status %d, %d bytes; want 200 and both outputs", path, w.Code, got)
		}
		if w.largest > 8*maxEventText {
			t.Errorf("%s: %d bytes were written at once, want at most %d", path, w.largest, 8*maxEventText)
		}
	}
}

// TestPiecesAreTheWhole: an answer is the same however it is encoded.
func TestPiecesAreTheWhole(t *testing.T) {
	t.Parallel()
	e := golden()
	e.Code = `"stdout":"","stderr":""`
	e.Stdout = strings.Repeat("<ä😀\x00\"\\\n\u2028>", 10_000)
	e.Stderr = emptyOutputs
	run := sharedRun(e)
	empty := record{}
	for _, v := range []any{
		recordOf(e), executionPage{Executions: []record{recordOf(e), empty, recordOf(e)}},
		sharedAnswer{Execution: &run}, sharedAnswer{}, message{"end", "1-2-3-4", recordOf(e)}, message{Data: 1}, "x",
	} {
		var want, got bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
		if err := encodeLine(&got, v); err != nil || got.String() != want.String() {
			t.Errorf("%T: %v, got %.500s, want %.500s", v, err, &got, &want)
		}
	}
	if run.Stdout != e.Stdout {
		t.Error("what was encoded has lost its outputs")
	}
}

// unread is an answer of which nobody reads anything before they leave.
type unread struct {
	*httptest.ResponseRecorder

	leave chan struct{}
}

func (u unread) Write([]byte) (int, error) {
	<-u.leave
	return 0, http.ErrHandlerTimeout
}

// TestClientsThatDoNotReadAreBounded: what they hold together has a limit, beyond
// which a large answer waits for a while and is then refused, and a small one is
// not.
func TestClientsThatDoNotReadAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		large, small := f.loud(t, 1<<20), f.loud(t, 1<<10)
		path := "/api/executions/" + large.String()
		leave := make(chan struct{})
		for i := range maxHeldTexts / (2 << 20) {
			r := request(t, "GET", path+[]string{"", "/events"}[i%2], "")
			go f.ServeHTTP(unread{httptest.NewRecorder(), leave}, r)
		}
		synctest.Wait()
		for _, refused := range []string{path, path + "/events"} {
			began := time.Now()
			w := f.do(t, "GET", refused, "")
			wantProblem(t, w, 503, codeBusy)
			if took := time.Since(began); took != textPatience || w.Header().Get("Retry-After") != "1" {
				t.Errorf("refused after %v with Retry-After %q, want %v, 1", took, w.Header().Get("Retry-After"), textPatience)
			}
		}
		if w := f.do(t, "GET", "/api/executions/"+small.String(), ""); w.Code != 200 {
			t.Errorf("a small answer has status %d, want 200", w.Code)
		}
		time.AfterFunc(textPatience/2, func() { close(leave) })
		if w := f.do(t, "GET", path, ""); w.Code != 200 || w.Body.Len() < 12<<20 {
			t.Errorf("once others have left: status %d, %d bytes; want 200 and both outputs", w.Code, w.Body.Len())
		}
		synctest.Wait()
	})
}
