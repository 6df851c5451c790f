package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// sse reads all events after one, as a client of the events.
func (s *studio) sse(id uuid.UUID, after string) (all []told) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.server.URL+"/api/executions/"+id.String()+"/events?lastEventId="+after, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	for event := range strings.SplitSeq(string(body), "\n\n") {
		if e, ok := strings.CutPrefix(event, "event: "); ok {
			name, e, _ := strings.Cut(e, "\nid: ")
			id, data, _ := strings.Cut(e, "\ndata: ")
			all = append(all, told{name, id, json.RawMessage(data)})
		}
	}
	return all
}

// TestAttachTellsWhatEventsTell: the same events with the same ids and data in the
// same order, from wherever a client goes on.
func TestAttachTellsWhatEventsTell(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id := s.submit()
	live := s.attach(id, "")
	a := s.claim(id)
	live.wants("status", `"RUNNING"`)
	a.Wrote(executor.Stdout, []byte("h\xc3"))
	a.Wrote(executor.Stdout, []byte("\xa9llo <&>\n"))
	live.wants("stdout", `"héllo <&>\n"`)
	a.Wrote(executor.Stderr, []byte("oh"))
	live.wants("stderr", `"oh"`)
	long := strings.Repeat("0123456789", maxEventText/5)
	a.finish(executor.Result{Stdout: wrote("héllo <&>\n" + long), Stderr: wrote("oh")})
	tail, closed := live.rest()
	if n := len(tail); n < 4 || tail[n-1].Event != "end" || tail[n-2].Event != "status" || closed != websocket.StatusNormalClosure {
		t.Errorf("told %d events after the output, closed with %d, want the rest of it, status, end and %d", n, closed, websocket.StatusNormalClosure)
	}
	all := s.sse(id, "")
	for i := range len(all) + 1 {
		after := ""
		if i > 0 {
			after = all[i-1].ID
		}
		got, closed := s.attach(id, after).rest()
		if want := s.sse(id, after); !reflect.DeepEqual(got, want) || len(got) != len(all)-i {
			t.Errorf("after %q: told %.300s, want %.300s", after, fmt.Sprint(got), fmt.Sprint(want))
		}
		if closed != websocket.StatusNormalClosure {
			t.Errorf("after %q: closed with %d, want %d", after, closed, websocket.StatusNormalClosure)
		}
	}
}

// TestAttachedInputReachesTheProgram: before it runs and while it does, from all
// who are attached, and each is told what it writes.
func TestAttachedInputReachesTheProgram(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id, first := s.interactive("given\n")
	first.types("before\n")
	s.heard(id, "before\n", false)
	a := s.claim(id)
	second := s.attach(id, "")
	for _, c := range []*attached{first, second} {
		c.wants("status", `"RUNNING"`)
		a.Wrote(executor.Stdout, []byte("prompt? "))
		c.wants("stdout", "prompt? ")
	}
	second.types("é\u0000 <b>\n")
	s.heard(id, "before\né\x00 <b>\n", false)
	first.types("last")
	s.heard(id, "before\né\x00 <b>\nlast", false)
	second.send(`{"type":"stdin_eof","more":1}`)
	s.heard(id, "before\né\x00 <b>\nlast", true)
	a.finish(executor.Result{Stdout: wrote("prompt? prompt? ")})
	for _, c := range []*attached{first, second} {
		if got, closed := c.rest(); len(got) == 0 || got[len(got)-1].Event != "end" || closed != websocket.StatusNormalClosure {
			t.Errorf("told %v, closed with %d, want an end", got, closed)
		}
	}
}

// TestAttachRefuses: what cannot be done is said, and the connection goes on.
func TestAttachRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		message string
		code    code
	}{
		"no JSON":            {`{`, codeMalformedMessage},
		"no object":          {`["stdin"]`, codeMalformedMessage},
		"null":               {`null`, codeMalformedMessage},
		"no UTF-8":           {"{\"type\":\"stdin\",\"text\":\"\xff\"}", codeMalformedMessage},
		"no type":            {`{"text":"x"}`, codeMalformedMessage},
		"a number for type":  {`{"type":1}`, codeMalformedMessage},
		"unknown type":       {`{"type":"stdout","text":"x"}`, codeMalformedMessage},
		"another case":       {`{"TYPE":"stdin","text":"x"}`, codeMalformedMessage},
		"no text":            {`{"type":"stdin"}`, codeMalformedMessage},
		"null for text":      {`{"type":"stdin","text":null}`, codeMalformedMessage},
		"empty text":         {`{"type":"stdin","text":""}`, codeMalformedMessage},
		"half a surrogate":   {`{"type":"stdin","text":"\ud800"}`, codeMalformedMessage},
		"two objects":        {`{"type":"stdin","text":"x"}{}`, codeMalformedMessage},
		"more than the room": {`{"type":"stdin","text":"` + strings.Repeat("x", 101) + `"}`, codeInputTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStudio(t)
			id, client := s.interactive(strings.Repeat("s", executor.MaxStdinBytes-100))
			client.send(c.message)
			e := client.wants("error", string(c.code))
			var r refusal
			if err := json.Unmarshal(e.Data, &r); err != nil || r.Code != c.code || len(r.Detail) < 20 || e.ID != "" {
				t.Errorf("refused with %s, id %q, want %s and a sentence", e.Data, e.ID, c.code)
			}
			client.types("fine")
			s.heard(id, "fine", false)
		})
	}
}

func TestAttachRefusesBinary(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id, client := s.interactive("")
	if err := client.conn.Write(t.Context(), websocket.MessageBinary, []byte(`{"type":"stdin","text":"x"}`)); err != nil {
		t.Fatal(err)
	}
	client.wants("error", string(codeMalformedMessage))
	client.types("fine")
	s.heard(id, "fine", false)
}

// TestAttachTakesLargeMessagesInParts: of one that is too large nothing is taken,
// and it ends the connection, after which the client can go on.
func TestAttachTakesLargeMessagesInParts(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id, client := s.interactive("")
	largest := strings.Repeat("x", maxMessageBytes-len(`{"type":"stdin","text":""}`))
	client.types(largest)
	s.heard(id, largest, false)
	client.types(largest + "y")
	client.wants("error", string(codeMessageTooLarge))
	if _, closed := client.rest(); closed != websocket.StatusMessageTooBig {
		t.Errorf("closed with %d, want %d", closed, websocket.StatusMessageTooBig)
	}
	again := s.attach(id, "")
	again.types("z")
	s.heard(id, largest+"z", false)
}

// TestAttachWithoutInput: whatever takes none says why, and can be followed and
// cancelled all the same.
func TestAttachWithoutInput(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	plain := s.attach(s.submit(), "")
	for _, message := range []string{`{"type":"stdin","text":"x"}`, `{"type":"stdin_eof"}`} {
		plain.send(message)
		plain.wants("error", string(codeNotInteractive))
	}
	id, open := s.interactive("")
	open.send(`{"type":"stdin_eof"}`)
	s.heard(id, "", true)
	for _, c := range []*attached{open, s.attach(id, "")} {
		c.types("x")
		c.wants("error", string(codeInputEnded))
	}
	plain.send(`{"type":"cancel"}`)
	plain.wants("end", `"termination":"cancelled"`)

	broken := newStudio(t, func(c *Config) { c.Inputs = brokenInputs{} })
	_, client := broken.interactive("")
	client.types("x")
	if e := client.wants("error", string(codeInputUnavailable)); strings.Contains(string(e.Data), "boom") {
		t.Errorf("told %s, which is nobody's business", e.Data)
	}
}

// TestAttachCancels: the worker hears of it, as of a request.
func TestAttachCancels(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id, client := s.interactive("")
	a := s.claim(id)
	client.wants("status", `"RUNNING"`)
	asked, stop := s.cancellations.Subscribe(id)
	defer stop()
	client.send(`{"type":"cancel"}`)
	<-asked
	if told, err := s.store.Cancelled(t.Context(), id); !told || err != nil {
		t.Errorf("Cancelled() = %t, %v, want it written down", told, err)
	}
	a.finish(executor.Result{})
	if _, closed := client.rest(); closed != websocket.StatusNormalClosure {
		t.Errorf("closed with %d, want %d", closed, websocket.StatusNormalClosure)
	}
}

// TestWhatIsTypedGoesWithItsExecution: also where no worker has ever had it.
func TestWhatIsTypedGoesWithItsExecution(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(session, execution string) (method, path string){
		"cancelled": func(_, execution string) (string, string) { return "POST", "/api/executions/" + execution + "/cancel" },
		"deleted":   func(session, _ string) (string, string) { return "DELETE", "/api/code-sessions/" + session },
	} {
		s := newStudio(t)
		id, client := s.interactive("")
		client.types("secret")
		s.heard(id, "secret", false)
		e, err := s.store.Execution(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		method, path := end(e.SessionID.String(), id.String())
		r, _ := http.NewRequestWithContext(t.Context(), method, s.server.URL+path, nil)
		answer, err := http.DefaultClient.Do(r)
		if err != nil || answer.StatusCode >= 300 {
			t.Fatalf("%s: %v, %v", name, answer, err)
		}
		_ = answer.Body.Close()
		s.heard(id, "", false)
	}
}

// TestDrainingEndsAttachments: the client is told to come back.
func TestDrainingEndsAttachments(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	_, client := s.interactive("")
	client.wants("status", `"QUEUED"`)
	close(s.draining)
	if _, closed := client.rest(); closed != websocket.StatusServiceRestart {
		t.Errorf("closed with %d, want %d", closed, websocket.StatusServiceRestart)
	}
}

// TestAttachedToWhatIsDeleted: it is said, and there is nothing to come back for.
func TestAttachedToWhatIsDeleted(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	id, c := s.interactive("")
	c.wants("status", "QUEUED")
	e, err := s.store.Execution(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, s.server.URL+"/api/code-sessions/"+e.SessionID.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.Body.Close() != nil || answer.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE: %v, %v", answer, err)
	}
	c.wants("error", string(codeExecutionNotFound))
	if got, closed := c.rest(); len(got) != 0 || closed != websocket.StatusNormalClosure {
		t.Errorf("then told %v, closed with %d, want nothing more and %d", got, closed, websocket.StatusNormalClosure)
	}
}
