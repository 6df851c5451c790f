package main_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// faulty stands between a browser and a service, and can go wrong.
type faulty struct {
	*httptest.Server

	t        *testing.T
	accepted *connections

	mu sync.Mutex

	down   bool                                              // nobody answers
	answer func(w http.ResponseWriter, r *http.Request) bool // in the service's place, if it returns true
	change func(record map[string]any)                       // each execution that the service tells of
}

func newFaulty(t *testing.T, target string) *faulty {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	f := &faulty{t: t}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = f.modify
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		down, answer := f.down, f.answer
		f.mu.Unlock()
		if down {
			panic(http.ErrAbortHandler)
		}
		if answer == nil || !answer(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	f.accepted = &connections{Listener: f.Listener}
	f.Listener = f.accepted
	f.Start()
	t.Cleanup(f.Close)
	return f
}

// connections remembers what it has accepted: a server loses sight of WebSockets.
type connections struct {
	net.Listener

	mu   sync.Mutex
	open []net.Conn
}

func (c *connections) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.mu.Lock()
		c.open = append(c.open, conn)
		c.mu.Unlock()
	}
	return conn, err
}

// cut ends all connections.
func (c *connections) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.open {
		_ = conn.Close()
	}
	c.open = nil
}

// fail cuts all connections, and each new one, until it is called with false.
func (f *faulty) fail(down bool) {
	f.mu.Lock()
	f.down = down
	f.mu.Unlock()
	if down {
		f.accepted.cut()
	}
}

// answers puts an answer in the place of the service's.
func (f *faulty) answers(answer func(w http.ResponseWriter, r *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

// changes changes what the service tells of executions.
func (f *faulty) changes(change func(record map[string]any)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.change = change
}

// modify is for the records of single executions alone.
func (f *faulty) modify(resp *http.Response) error {
	f.mu.Lock()
	change := f.change
	f.mu.Unlock()
	path := resp.Request.URL.Path
	if change == nil || strings.HasSuffix(path, "/events") || resp.StatusCode != http.StatusOK || !strings.HasPrefix(path, "/api/executions/") && !strings.HasSuffix(path, "/run") {
		return nil
	}
	var record map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&record); err != nil {
		return err
	}
	change(record)
	body, err := json.Marshal(record)
	if err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}

// refuse answers with a problem document, and refuseAll with it to each path
// that ends so.
func refuse(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	problem := map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "code": code, "detail": detail, "requestId": "r-1"}
	_ = json.NewEncoder(w).Encode(problem)
}

// on answers requests whose path ends so.
func on(ending string, answer http.HandlerFunc) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		matches := strings.HasSuffix(r.URL.Path, ending)
		if matches {
			answer(w, r)
		}
		return matches
	}
}
