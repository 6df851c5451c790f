package api

import (
	"context"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var wholeVariable = regexp.MustCompile(`\{[^}]*\}`)

// ids are a session and an execution in it, by the names of routes' variables.
type ids map[string]string

// owned stores a session of this owner with an execution that has ended, and links
// to both.
func (k keyed) owned(t *testing.T, owner string) ids {
	t.Helper()
	session := executor.Session{ID: newID(t), Status: executor.SessionActive, Owner: owner}
	if err := k.store.CreateSession(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	e := executor.Execution{ID: newID(t), SessionID: session.ID, Code: "1", Language: "python", Status: executor.StatusCompleted}
	if err := k.store.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
		t.Fatal(err)
	}
	for kind, id := range map[executor.ShareKind]uuid.UUID{executor.ShareDraft: session.ID, executor.ShareExecution: e.ID} {
		if _, err := k.store.CreateShare(t.Context(), executor.Shareable{Kind: kind, ID: id}, newShareToken()); err != nil {
			t.Fatal(err)
		}
	}
	return ids{"sessionId": session.ID.String(), "executionId": e.ID.String()}
}

// in is a path of the template with these ids.
func (i ids) in(template string) string {
	return wholeVariable.ReplaceAllStringFunc(template, func(variable string) string {
		return i[strings.Trim(variable, "{}")]
	})
}

// answerOf is all of an answer by which a client could tell two apart: each id
// of its own request, and those of the answer itself, are written over.
func answerOf(w *httptest.ResponseRecorder, own ids) string {
	header := w.Header().Clone()
	header.Del("X-Request-Id")
	header.Del("Content-Length")
	text := fmt.Sprintf("%d %v %s", w.Code, header, w.Body)
	text = regexp.MustCompile(`"requestId":"[^"]*"`).ReplaceAllString(text, `"requestId":""`)
	for name, id := range own {
		text = strings.ReplaceAll(text, id, name)
	}
	return text
}

// On every route that takes an id, and with every method, what belongs to
// another key is as what does not exist, and stays untouched.
func TestAnothersIDsAreUnknownOnEveryRoute(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, template := range templates(t) {
		if !strings.Contains(template, "{") || open[template] {
			continue
		}
		for _, method := range everyMethod {
			for _, body := range []string{"", goodRun, "{"} {
				k := newKeyed(t, withAll)
				bobs := k.owned(t, "bob")
				unknown := ids{"sessionId": newID(t).String(), "executionId": newID(t).String()}
				before := k.contents()
				got := answerOf(k.as(t, "alice", method, bobs.in(template), body), bobs)
				want := answerOf(k.as(t, "alice", method, unknown.in(template), body), unknown)
				if got != want {
					t.Errorf("%s %s %q of bob's, as alice:\n got %s\nwant %s", method, template, body, got, want)
				}
				if !strings.HasPrefix(got, "404") && !strings.HasPrefix(got, "405") {
					t.Errorf("%s %s %q of bob's, as alice: %s, want 404 or 405", method, template, body, got)
				}
				if after := k.contents(); after != before {
					t.Errorf("%s %s %q of bob's, as alice, changed the store:\n got %s\nwant %s", method, template, body, after, before)
				}
				if strings.HasPrefix(got, "404") {
					checked++
				}
			}
		}
	}
	if checked < 15 {
		t.Errorf("%d calls were refused as unknown, want 15 at least: GET and HEAD of three routes, POST of one", checked)
	}
}

// contents is all that the store and the queue hold.
func (k keyed) contents() string {
	k.store.mu.Lock()
	defer k.store.mu.Unlock()
	return fmt.Sprint(k.store.sessions, k.store.executions, k.store.inputs, k.store.keys, k.store.shares, k.queue.tasks)
}

func TestWhatAKeyMakesBelongsToIt(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	for i, key := range []string{"", "k"} {
		r := request(t, "POST", "/api/code-sessions", "")
		r.Header.Set("Authorization", "Bearer "+k.secrets["alice"])
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
		session := decode[sessionCreated](t, k.send(r), 201).SessionID.String()
		path := "/api/code-sessions/" + session
		execution := decode[runAccepted](t, k.as(t, "alice", "POST", path+"/run", goodRun), 202).ExecutionID.String()
		for _, p := range []string{path, path + "/executions", "/api/executions/" + execution, "/api/executions/" + execution + "?wait=0"} {
			decode[map[string]any](t, k.as(t, "alice", "GET", p, ""), 200)
			if w := k.as(t, "bob", "GET", p, ""); w.Code != 404 {
				t.Errorf("session %d: GET %s as bob: status %d, want 404", i, p, w.Code)
			}
		}
		wantProblem(t, k.as(t, "bob", "POST", path+"/run", goodRun), 404, codeSessionNotFound)
	}
}

// What was made while there were no keys belongs to nobody: whoever has a key
// and knows the id may use it.
func TestWhatBelongsToNobodyIsForEveryKey(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	nobodys := k.owned(t, "")
	for _, name := range []string{"alice", "bob"} {
		decode[map[string]any](t, k.as(t, name, "GET", nobodys.in("/api/executions/{executionId}"), ""), 200)
		decode[runAccepted](t, k.as(t, name, "POST", nobodys.in("/api/code-sessions/{sessionId}/run"), goodRun), 202)
	}
}

// Once keys are off, everything is for everyone again.
func TestWithoutKeysNothingIsAsked(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, func(c *Config) { c.Access.Keys = nil })
	bobs := k.owned(t, "bob")
	decode[map[string]any](t, k.do(t, "GET", bobs.in("/api/executions/{executionId}"), ""), 200)
}

// The idempotency keys of one API key are not those of another, even in a
// session that both may use.
func TestIdempotencyKeysAreOfAnAPIKey(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	path := k.owned(t, "").in("/api/code-sessions/{sessionId}/run")
	made := map[uuid.UUID]bool{}
	for _, name := range []string{"alice", "bob", "alice", "bob"} {
		r := request(t, "POST", path, goodRun)
		r.Header.Set("Authorization", "Bearer "+k.secrets[name])
		r.Header.Set("Idempotency-Key", "k")
		made[decode[runAccepted](t, k.send(r), 202).ExecutionID] = true
	}
	if len(made) != 2 {
		t.Errorf("alice and bob got %d executions with one idempotency key, want 2", len(made))
	}
	r := request(t, "POST", "/api/code-sessions", "")
	r.Header.Set("Authorization", "Bearer "+k.secrets["alice"])
	r.Header.Set("Idempotency-Key", "k")
	wantProblem(t, k.send(r), 422, codeIdemKeyReused)
}

// Only the owner cannot be read here: the endpoint by itself would answer.
func TestOwnerThatCannotBeReadIsNoPermission(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ method, template, reads string }{
		{"GET", "/api/executions/{executionId}", "ExecutionOwner"},
		{"POST", "/api/code-sessions/{sessionId}/run", "Session"},
	} {
		k := newKeyed(t)
		bobs := k.owned(t, "bob")
		before := k.contents()
		k.store.failWith(func(_ context.Context, method string) error {
			if method == tc.reads {
				return fmt.Errorf("dial: %w", executor.ErrUnavailable)
			}
			return nil
		})
		wantProblem(t, k.as(t, "alice", tc.method, bobs.in(tc.template), goodRun), 503, codeUnavailable)
		if after := k.contents(); after != before {
			t.Errorf("%s %s changed the store:\n got %s\nwant %s", tc.method, tc.template, after, before)
		}
	}
}

// A route whose ids nobody can check does not come to be.
func TestRouteWithAnIDOfUnknownKind(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("owned accepted {attemptId}, want a panic")
		}
	}()
	newHandler(Config{}).owned("/api/attempts/{attemptId}", unknown)
}
