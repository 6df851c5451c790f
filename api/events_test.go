package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// TestEventsTellWhatHappens: each thing when it does, and the record last.
func TestEventsTellWhatHappens(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	c := s.listen(id, "")
	c.waitFor("QUEUED", "", "")
	a := s.claim(id)
	c.waitFor("QUEUED RUNNING", "", "")
	a.Wrote(executor.Stdout, []byte("h\xc3"))
	c.waitFor("QUEUED RUNNING", "h", "")
	a.Wrote(executor.Stdout, []byte("\xa9llo\n"))
	a.Wrote(executor.Stderr, []byte("oh\x00"))
	c.waitFor("QUEUED RUNNING", "héllo\n", "oh\ufffd")
	a.finish(executor.Result{Stdout: wrote("héllo\nbye\n"), Stderr: wrote("oh\x00")})
	c.waitFor("QUEUED RUNNING COMPLETED", "héllo\nbye\n", "oh\ufffd")
	if !c.next() || c.end == nil || c.next() {
		t.Fatal("the record does not come last")
	}
	if got, want := fields(t, c.end), fields(t, s.get(id)); !reflect.DeepEqual(got, want) {
		t.Errorf("end = %v, want the record %v", got, want)
	}
}

// TestEventsOfAnotherAttempt: what the one before wrote does not count.
func TestEventsOfAnotherAttempt(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	c := s.listen(id, "")
	first := s.claim(id)
	first.Wrote(executor.Stdout, []byte("lost"))
	c.waitFor("QUEUED RUNNING", "lost", "")
	cut := c.last
	first.fail()
	second := s.claim(id)
	second.Wrote(executor.Stdout, []byte("kept"))
	c.waitFor("QUEUED RUNNING RUNNING", "kept", "")
	resumed := s.listen(id, cut)
	resumed.waitFor("RUNNING", "kept", "")
	second.finish(executor.Result{Stdout: wrote("kept")})
	c.waitFor("QUEUED RUNNING RUNNING COMPLETED", "kept", "")
	resumed.waitFor("RUNNING COMPLETED", "kept", "")
}

// TestEventsCutAnywhere: a stream that is cut at any byte goes on with the rest,
// on any process, also when the execution has ended meanwhile.
func TestEventsCutAnywhere(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	c := s.listen(id, "")
	live := new(bytes.Buffer)
	c.in = bufio.NewReader(io.TeeReader(c.body, live))
	a := s.claim(id)
	c.waitFor("QUEUED RUNNING", "", "")
	a.Wrote(executor.Stdout, []byte("a😀"))
	a.Wrote(executor.Stderr, []byte("é"))
	c.waitFor("QUEUED RUNNING", "a😀", "é")
	a.finish(executor.Result{
		Stdout: executor.Output{Kept: []byte("a😀bc€d"), Tail: 5, Written: 15},
		Stderr: wrote("é\n"),
	})
	c.rest()
	if want := "a😀b[4]c€d"; c.stdout != want || c.end == nil {
		t.Fatalf("all of it is %q, %s, want %q and the record", c.stdout, c.end, want)
	}
	for name, stream := range map[string][]byte{"live": live.Bytes(), "after the end": s.body(id, "")} {
		for cut := range stream {
			got := &eventReader{t: t, in: bufio.NewReader(bytes.NewReader(stream[:cut]))}
			got.rest()
			got.in = bufio.NewReader(bytes.NewReader(s.body(id, got.last)))
			got.rest()
			if got.stdout != c.stdout || got.stderr != c.stderr || got.end == nil || !slices.Equal(got.statuses, c.statuses) {
				t.Fatalf("%s, cut after %d bytes: %v, %q, %q, %s", name, cut, got.statuses, got.stdout, got.stderr, got.end)
			}
		}
	}
}

// TestLargeOutputIsTold: in events of bounded size, whole.
func TestLargeOutputIsTold(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	text := strings.Repeat("0€", 60<<10)
	s.claim(id).finish(executor.Result{Stdout: wrote(text)})
	c := s.listen(id, "")
	biggest := 0
	for before := 0; c.next(); before = len(c.stdout) {
		biggest = max(biggest, len(c.stdout)-before)
	}
	if c.stdout != text || biggest > maxEventText || biggest < maxEventText/2 {
		t.Errorf("%d bytes were told, in events of up to %d, want %d", len(c.stdout), biggest, len(text))
	}
}

func TestEventsOfWhatNeverRan(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	c := s.listen(id, "")
	c.waitFor("QUEUED", "", "")
	if _, err := s.store.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	s.hub.Publish(t.Context(), executor.Event{ExecutionID: id, Status: executor.StatusFailed})
	c.waitFor("QUEUED FAILED", "", "")
}

// TestEventsEnd: when the process drains, and when the execution is deleted. The
// client may come back to another, and learns there what there is to know.
func TestEventsEnd(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	kept, deleted := s.submit(), s.submit()
	drained, gone := s.listen(kept, ""), s.listen(deleted, "")
	drained.waitFor("QUEUED", "", "")
	gone.waitFor("QUEUED", "", "")
	e, err := s.store.Execution(t.Context(), deleted)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.DeleteSession(t.Context(), e.SessionID); err != nil {
		t.Fatal(err)
	}
	s.hub.Publish(t.Context(), executor.Event{ExecutionID: deleted, Status: executor.StatusFailed})
	if gone.next() || gone.end != nil {
		t.Error("events go on after the execution was deleted")
	}
	close(s.draining)
	if drained.next() || drained.end != nil {
		t.Error("events go on while the process shuts down")
	}
}

func TestEventsRefuse(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	s.claim(id).finish(executor.Result{})
	for last, want := range map[string]int{
		"1-0-0-4": http.StatusNoContent, "1-0-0-5": http.StatusBadRequest, "x": http.StatusBadRequest,
		"1-0-0": http.StatusBadRequest, "-1-0-0-0": http.StatusBadRequest, "1-0-0-4 ": http.StatusBadRequest,
		"9999999999-0-0-0": http.StatusBadRequest, "7-999-999-2": http.StatusOK, "1-999-999-2": http.StatusOK,
	} {
		for name, set := range map[string]func(*http.Request){
			"header":    func(r *http.Request) { r.Header.Set("Last-Event-ID", last) },
			"parameter": func(r *http.Request) { r.URL.RawQuery = "lastEventId=" + strings.ReplaceAll(last, " ", "%20") },
		} {
			r := request(t, http.MethodGet, "/api/executions/"+id.String()+"/events", "")
			set(r)
			w := httptest.NewRecorder()
			s.server.Config.Handler.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s %q is answered with %d, want %d", name, last, w.Code, want)
			}
		}
	}
	w := httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(w, request(t, http.MethodGet, "/api/executions/"+uuid.NewString()+"/events", ""))
	if w.Code != http.StatusNotFound {
		t.Errorf("an unknown execution is answered with %d, want 404", w.Code)
	}
	w = httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(w, request(t, http.MethodHead, "/api/executions/"+s.submit().String()+"/events", ""))
	if w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Errorf("HEAD is answered with %d and %d bytes, want 200 and none", w.Code, w.Body.Len())
	}
}

// stuck is a client that takes nothing.
type stuck struct {
	http.ResponseWriter

	deadline time.Time
}

func (s *stuck) SetWriteDeadline(at time.Time) error { s.deadline = at; return nil }

func (s *stuck) Write([]byte) (int, error) {
	<-time.After(time.Until(s.deadline))
	return 0, os.ErrDeadlineExceeded
}

// TestSlowReadersAreDropped: nobody waits for them for longer than that.
func TestSlowReadersAreDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &stuck{ResponseWriter: httptest.NewRecorder()}
		began := time.Now()
		stream := eventStream{
			teller: teller{events: newEventWriter(w)}, output: new(executor.Outputs).Follow(uuid.New()),
			first: executor.Execution{Status: executor.StatusQueued},
		}
		err := stream.follow(context.Background())
		if took := time.Since(began); err == nil || took != readerPatience {
			t.Errorf("follow() = %v after %v, want an error after %v", err, took, readerPatience)
		}
	})
}

// rest reads on to the end.
func (c *eventReader) rest() {
	for c.next() {
		continue
	}
}

// waitFor reads on until this is what has been told.
func (c *eventReader) waitFor(statuses, stdout, stderr string) {
	c.t.Helper()
	for strings.Join(c.statuses, " ") != statuses || c.stdout != stdout || c.stderr != stderr {
		if !c.next() {
			c.t.Fatalf("told %v, %q, %q, want %s, %q, %q", c.statuses, c.stdout, c.stderr, statuses, stdout, stderr)
		}
	}
}

func (s *studio) get(id uuid.UUID) []byte {
	w := httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(w, request(s.t, http.MethodGet, "/api/executions/"+id.String(), ""))
	return w.Body.Bytes()
}

// body is all that is told of a terminal execution after an event.
func (s *studio) body(id uuid.UUID, after string) []byte {
	r := request(s.t, http.MethodGet, "/api/executions/"+id.String()+"/events", "")
	r.Header.Set("Last-Event-ID", after)
	w := httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(w, r)
	return w.Body.Bytes()
}

func fields(t *testing.T, object []byte) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
