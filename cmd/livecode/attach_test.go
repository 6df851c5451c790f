package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// conversations prompt twice, and then read to the end.
var conversations = map[string]string{
	"python": "print('hello', input('name? '))\nprint('bye', input('again? '))\nimport sys\nprint(len(sys.stdin.read()))",
	"javascript": `const rl = require("readline").createInterface({input: process.stdin, output: process.stdout});
		let rest = 0;
		rl.question("name? ", name => { console.log("hello " + name);
			rl.question("again? ", again => { console.log("bye " + again); rl.on("line", line => rest += line.length + 1) }) });
		rl.on("close", () => console.log(rest))`,
}

// converse submits a conversation.
func (s *service) converse(language, stdin string) string {
	s.t.Helper()
	return s.submitInteractive(conversations[language], language, stdin)
}

func (s *service) submitInteractive(code, language, stdin string) string {
	s.t.Helper()
	body := map[string]any{"language": language, "code": code, "interactive": true, "stdin": stdin}
	status, answer := s.call("POST", "/api/code-sessions/"+s.session()+"/run", body)
	id, _ := answer["execution_id"].(string)
	if status != http.StatusAccepted || id == "" {
		s.t.Fatalf("run = %d, %v, want 202 and an id", status, answer)
	}
	return id
}

// terminal is a client that is attached to an execution.
type terminal struct {
	t    *testing.T
	conn *websocket.Conn

	last     string // id
	statuses []string
	stdout   string // of the newest attempt
	attempt  float64
	end      map[string]any
	errors   []string // codes
}

// handshake asks for an attachment, and returns the status of the answer.
func (s *service) handshake(id, last string, header http.Header) (*websocket.Conn, int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	conn, answer, err := websocket.Dial(ctx, s.url+"/api/executions/"+id+"/attach?lastEventId="+last,
		&websocket.DialOptions{HTTPHeader: header, Subprotocols: []string{"livecode.v1"}})
	if answer == nil {
		s.t.Fatalf("attach: %v", err)
	}
	if answer.Body != nil {
		_ = answer.Body.Close()
	}
	return conn, answer.StatusCode
}

// attach attaches to an execution, from the start.
func (s *service) attach(id string) *terminal {
	s.t.Helper()
	return (&terminal{t: s.t}).attachTo(s, id)
}

// attachTo goes on with what was told last, on any API.
func (c *terminal) attachTo(s *service, id string) *terminal {
	c.t.Helper()
	conn, status := s.handshake(id, c.last, nil)
	if conn == nil || conn.Subprotocol() != "livecode.v1" {
		c.t.Fatalf("attach = %d, want 101 and livecode.v1", status)
	}
	conn.SetReadLimit(-1)
	c.conn = conn
	c.t.Cleanup(func() { _ = conn.CloseNow() })
	return c
}

func (c *terminal) send(message string) {
	c.t.Helper()
	if err := c.conn.Write(c.t.Context(), websocket.MessageText, []byte(message)); err != nil {
		c.t.Fatalf("send %.60s: %v", message, err)
	}
}

func (c *terminal) types(text string) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"type":"stdin","text":%q}`, text))
}

// next hears one event, or how the connection was closed.
func (c *terminal) next() (closed websocket.StatusCode) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	_, body, err := c.conn.Read(ctx)
	if status := websocket.CloseStatus(err); status >= 0 {
		return status
	}
	var e struct {
		Event, ID string
		Data      map[string]any
	}
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	if err != nil {
		c.t.Fatalf("after %v and %q: %.100s, %v", c.statuses, c.stdout, body, err)
	}
	c.hear(e.Event, e.Data)
	if e.ID != "" {
		c.last = e.ID
	}
	return 0
}

func (c *terminal) hear(event string, data map[string]any) {
	switch event {
	case "status":
		c.statuses = append(c.statuses, data["status"].(string))
		if attempt, _ := data["attempt"].(float64); attempt != c.attempt {
			c.attempt, c.stdout = attempt, ""
		}
	case "stdout":
		c.stdout += data["text"].(string)
	case "end":
		c.end = data
	case "error":
		c.errors = append(c.errors, data["code"].(string))
	}
}

// until hears events until ok.
func (c *terminal) until(what string, ok func() bool) {
	c.t.Helper()
	for !ok() {
		if closed := c.next(); closed != 0 {
			c.t.Fatalf("closed with %d before %s; %v, %q, %v", closed, what, c.statuses, c.stdout, c.errors)
		}
	}
}

func (c *terminal) prompt(text string) {
	c.t.Helper()
	c.until(text, func() bool { return strings.HasSuffix(c.stdout, text) })
}

func (c *terminal) refused(code string) {
	c.t.Helper()
	c.until(code, func() bool { return slices.Contains(c.errors, code) })
}

// ended wants this end, and that the connection is closed after it.
func (c *terminal) ended(status, stdout string) {
	c.t.Helper()
	c.until("the end", func() bool { return c.end != nil })
	if closed := c.next(); closed != websocket.StatusNormalClosure {
		c.t.Errorf("closed with %d after the end, want %d", closed, websocket.StatusNormalClosure)
	}
	if c.end["status"] != status || c.end["stdout"] != stdout || c.stdout != stdout || c.end["interactive"] != true {
		c.t.Errorf("told %q, and ended with %v, want %s and %q", c.stdout, c.end, status, stdout)
	}
}

const conversed = "name? hello Ada\nagain? bye Bob\n8\n"

// TestConversation: a program prompts, and has the answers as they are typed, also
// by another client and before it begins.
func TestConversation(t *testing.T) {
	t.Parallel()
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := begin(t)
			for language := range conversations {
				id := s.converse(language, "")
				first, second := s.attach(id), s.attach(id)
				first.prompt("name? ")
				first.types("Ada\n")
				second.prompt("again? ")
				second.types("Bob\none\nt")
				second.types("wo\n")
				second.send(`{"type":"stdin_eof"}`)
				first.ended("COMPLETED", conversed)
				second.ended("COMPLETED", conversed)
				s.attach(id).ended("COMPLETED", conversed)

				id = s.converse(language, "Ada\nBo")
				early := s.attach(id)
				early.types("b\none\ntwo\n")
				early.send(`{"type":"stdin_eof"}`)
				early.ended("COMPLETED", conversed)
			}
		})
	}
}

// TestConversationAcrossProcesses: what is typed while no worker runs, at one API
// and at another, and once more after the worker was killed.
func TestConversationAcrossProcesses(t *testing.T) {
	t.Parallel()
	stores := []string{"DATABASE_URL=" + postgrestest.New(t), "REDIS_URL=" + redistest.New(t)}
	dir := t.TempDir()
	_ = start(t, "worker", dir, stores...).Stop() // tells of the languages
	one, other := start(t, "api", t.TempDir(), append(stores, "PORT=0")...), start(t, "api", t.TempDir(), append(stores, "PORT=0")...)
	id := one.converse("python", "")
	first := one.attach(id)
	first.types("A")
	first.types("d")
	first.until("the queue", func() bool { return len(first.statuses) > 0 })
	worker := start(t, "worker", dir, stores...)
	second := other.attach(id)
	second.prompt("name? ")
	second.types("a\n")
	first.prompt("again? ")
	worker.Kill()
	_ = first.conn.CloseNow()
	start(t, "worker", dir, stores...)
	second.until("another attempt", func() bool { return second.attempt == 2 })
	second.prompt("again? ")
	first.attachTo(other, id)
	first.types("Bob\none\ntwo\n")
	first.send(`{"type":"stdin_eof"}`)
	first.ended("COMPLETED", conversed)
	second.ended("COMPLETED", conversed)
	if want := []string{"QUEUED", "RUNNING", "RUNNING", "COMPLETED"}; !slices.Equal(second.statuses, want) {
		t.Errorf("told %v, want %v", second.statuses, want)
	}
	eventually(t, patience, func() (bool, string) {
		c, left := redistest.Dial(t, strings.TrimPrefix(stores[1], "REDIS_URL=")), []string{}
		for _, key := range c.Keys(t.Context(), "livecode:input:*").Val() {
			if c.PTTL(t.Context(), key).Val() > executor.InputEndLinger || !strings.HasSuffix(key, ":state") {
				left = append(left, key)
			}
		}
		return len(left) == 0, fmt.Sprint("left in Redis, but for marks of the end: ", left)
	})
}

// TestConversationCutShort: by its deadline where nobody answers, whether anyone is
// attached or not, and on request.
func TestConversationCutShort(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), "RUN_TIMEOUT=2s")
	left, cancelled := s.converse("python", ""), s.converse("javascript", "")
	client := s.attach(left)
	client.prompt("name? ")
	_ = client.conn.CloseNow()
	client = s.attach(cancelled)
	client.prompt("name? ")
	client.types("Ada\n")
	client.prompt("again? ")
	client.send(`{"type":"cancel"}`)
	client.ended("FAILED", "name? hello Ada\nagain? ")
	if got := client.end["termination"]; got != "cancelled" {
		t.Errorf("the termination is %v, want cancelled", got)
	}
	if record := s.await(left); record["status"] != "TIMEOUT" || record["stdout"] != "name? " {
		t.Errorf("the record is %v, want TIMEOUT after the prompt", record)
	}
}

// TestAttachRefuses what cannot be, without an end of what can.
func TestAttachRefuses(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	plain := s.submit(s.session(), "python", "import time; time.sleep(1); print('done')")
	client := s.attach(plain)
	client.types("x")
	client.refused("not_interactive")
	id := s.converse("python", "")
	open := s.attach(id)
	open.send("nonsense")
	open.refused("malformed_message")
	half := strings.Repeat("x", 200_000)
	for range 6 {
		open.types(half)
	}
	open.refused("input_too_large")
	open.send(`{"type":"stdin_eof"}`)
	open.types("x")
	open.refused("input_ended")
	large := s.attach(s.converse("python", ""))
	large.types(half + half)
	large.refused("message_too_large")
	if closed := large.next(); closed != websocket.StatusMessageTooBig {
		t.Errorf("closed with %d after too large a message, want %d", closed, websocket.StatusMessageTooBig)
	}
	for origin, want := range map[string]int{s.url: http.StatusSwitchingProtocols, "https://example.com": http.StatusForbidden} {
		conn, status := s.handshake(plain, "", http.Header{"Origin": {origin}})
		if status != want {
			t.Errorf("attach from %s = %d, want %d", origin, status, want)
		}
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
	if status, answer := s.call("GET", "/api/executions/"+plain+"/attach", nil); status != http.StatusUpgradeRequired || answer["code"] != "upgrade_required" {
		t.Errorf("GET without upgrade = %d, %v, want 426", status, answer)
	}
	client.until("the end", func() bool { return client.end != nil })
	if client.stdout != "done\n" {
		t.Errorf("told %q of the program that takes no input, want done", client.stdout)
	}
}

// TestInputWithRedisAway: it is refused in plain words, and nothing waits.
func TestInputWithRedisAway(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	s, _ := stackOf(t, 1, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redis.URL(), "RUN_TIMEOUT=3s")
	client := s.attach(s.converse("python", ""))
	client.prompt("name? ")
	redis.Stop(t)
	began := time.Now()
	client.types("Ada\n")
	client.refused("input_unavailable")
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("refused after %v", took)
	}
	redis.Restart(t)
	client.ended("TIMEOUT", "name? ")
}
