package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// handshake is a request that opens a WebSocket.
func handshake(t *testing.T, path string, header map[string]string) *http.Request {
	t.Helper()
	r := request(t, "GET", path, "")
	for name, value := range map[string]string{
		"Connection": "keep-alive, Upgrade", "Upgrade": "websocket",
		"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
	} {
		r.Header.Set(name, value)
	}
	for name, value := range header {
		r.Header.Del(name)
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	return r
}

// TestAttachIsAWebSocket: everything else is told so, once the execution is known.
func TestAttachIsAWebSocket(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := attachPath(f.execution(t, nil))
	for name, header := range map[string]map[string]string{
		"plain":            {"Upgrade": "", "Connection": ""},
		"no Upgrade":       {"Upgrade": ""},
		"another upgrade":  {"Upgrade": "h2c"},
		"no Connection":    {"Connection": "keep-alive"},
		"another version":  {"Sec-WebSocket-Version": "8"},
		"no key":           {"Sec-WebSocket-Key": ""},
		"a key of nothing": {"Sec-WebSocket-Key": "c2hvcnQ="},
	} {
		w := f.send(handshake(t, path, header))
		wantProblem(t, w, 426, codeUpgradeRequired)
		if got := w.Header(); got.Get("Upgrade") != "websocket" || got.Get("Connection") != "Upgrade" || got.Get("Sec-WebSocket-Version") != "13" {
			t.Errorf("%s: headers %v, want what to upgrade to", name, got)
		}
	}
	for _, unknown := range []string{attachPath(newID(t)), "/api/executions/x/attach"} {
		wantProblem(t, f.send(handshake(t, unknown, nil)), 404, codeExecutionNotFound)
		wantProblem(t, f.do(t, "GET", unknown, ""), 404, codeExecutionNotFound)
	}
	wantProblem(t, f.send(handshake(t, path+"?lastEventId=x", nil)), 400, codeInvalidParameter)
	wantProblem(t, f.do(t, "POST", path, ""), 405, codeMethodNotAllowed)
}

// TestAttachFromOtherOrigins is refused as a POST is, before there is a WebSocket.
func TestAttachFromOtherOrigins(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		origins []string
		header  map[string]string
		refused bool
	}{
		{"no browser", nil, nil, false},
		{"our own page", nil, map[string]string{"Origin": "http://example.com"}, false},
		{"our own page, as browsers say", nil, map[string]string{"Origin": "http://example.com", "Sec-Fetch-Site": "same-origin"}, false},
		{"another site", nil, map[string]string{"Origin": "https://a.example"}, true},
		{"another site, as browsers say", nil, map[string]string{"Origin": "https://a.example", "Sec-Fetch-Site": "cross-site"}, true},
		{"another port", nil, map[string]string{"Origin": "http://example.com:81"}, true},
		{"a file", nil, map[string]string{"Origin": "null"}, true},
		{"one that may", []string{"https://a.example"}, map[string]string{"Origin": "https://a.example", "Sec-Fetch-Site": "cross-site"}, false},
		{"one that may not", []string{"https://b.example"}, map[string]string{"Origin": "https://a.example"}, true},
		{"all may", []string{"*"}, map[string]string{"Origin": "https://a.example"}, false},
	} {
		f := newFixture(t, withOrigins(tc.origins...))
		path := attachPath(f.execution(t, nil))
		w := f.send(handshake(t, path, tc.header)) // to example.com
		if tc.refused {
			wantProblem(t, w, 403, codeCrossOrigin)
		} else if w.Code != http.StatusNotImplemented { // a recorder cannot become a WebSocket
			t.Errorf("%s: status %d, want the handshake to be accepted", tc.name, w.Code)
		}
	}
}

// TestAttachWithAKey: in a header, or as a subprotocol, which is not chosen and not
// logged.
func TestAttachWithAKey(t *testing.T) {
	t.Parallel()
	key, secret, err := NewKey("alice")
	if err != nil {
		t.Fatal(err)
	}
	s := newStudio(t, func(c *Config) { c.Access.Keys = []Key{key} })
	id := s.submitWith(executor.Input{Interactive: true})
	path := attachPath(id)
	for name, c := range map[string]struct {
		header    http.Header
		protocols []string
		status    int
	}{
		"none":                     {nil, []string{attachProtocol}, 401},
		"as a Bearer":              {http.Header{"Authorization": {"Bearer " + secret}}, []string{attachProtocol}, 101},
		"as X-API-Key":             {http.Header{"X-Api-Key": {secret}}, []string{attachProtocol}, 101},
		"as the last subprotocol":  {nil, []string{attachProtocol, keyProtocol + secret}, 101},
		"as the first subprotocol": {nil, []string{keyProtocol + secret, attachProtocol}, 101},
		"a wrong one":              {nil, []string{attachProtocol, keyProtocol + "lc_x"}, 401},
		"a wrong one in a header":  {http.Header{"X-Api-Key": {"lc_x"}}, []string{attachProtocol, keyProtocol + secret}, 401},
	} {
		conn, status := s.dial(path, c.header, c.protocols...)
		if status != c.status {
			t.Errorf("%s: status %d, want %d", name, status, c.status)
		}
		if conn == nil {
			continue
		}
		if got := conn.Subprotocol(); got != attachProtocol {
			t.Errorf("%s: the subprotocol is %q, want %q", name, got, attachProtocol)
		}
		(&attached{t, conn}).wants("status", "QUEUED")
		_ = conn.CloseNow()
	}
	for id, status := range map[uuid.UUID]int{id: 426, newID(t): 404} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+attachPath(id), nil)
		r.Header.Set("Sec-WebSocket-Protocol", keyProtocol+secret) // of a request that opens none
		if answer, err := http.DefaultClient.Do(r); err != nil || answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("a key as a subprotocol of no WebSocket: %v, %v, want 401", answer, err)
		} else {
			_ = answer.Body.Close()
		}
		r.Header.Set("X-Api-Key", secret)
		if answer, err := http.DefaultClient.Do(r); err != nil || answer.StatusCode != status {
			t.Errorf("GET of %s without upgrade: %v, %v, want %d", id, answer, err, status)
		} else {
			_ = answer.Body.Close()
		}
	}
	s.server.Close()
	eventuallyLogged(t, &s.log, `"status":101`)
	if strings.Contains(s.log.String(), secret) {
		t.Error("the log holds the secret")
	}
}
