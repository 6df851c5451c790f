package dockertest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"sync"
	"testing"
)

// Faulty stands between workers and the real engine, and fails when it is told to.
type Faulty struct {
	server *httptest.Server

	late context.Context // of requests that whoever asked may not wait for any more

	mu    sync.Mutex
	fault func(*http.Request) Answer
	ended chan struct{} // closed when the faults at hand have ended
}

// Answer is what becomes of a request to the engine.
type Answer int

// The answers besides that of the engine.
const (
	PassOn Answer = 0 // the engine answers

	// Hang keeps the request until the faults end, and then the engine carries it
	// out, whether whoever asked still waits or not.
	Hang Answer = -1

	Broken Answer = http.StatusInternalServerError
)

// NewFaulty passes on requests to the usual engine until the test ends.
func NewFaulty(t testing.TB) *Faulty {
	t.Helper()
	late, giveUp := context.WithCancel(context.Background())
	e := &Faulty{late: late}
	proxy := passOn(t, func(*httputil.ProxyRequest) {})
	e.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r = e.answer(w, r); r != nil {
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() {
		e.Fail(nil)
		giveUp()
		e.server.CloseClientConnections()
		e.server.Close()
	})
	return e
}

// Host is its address, for DOCKER_HOST.
func (e *Faulty) Host() string { return "tcp://" + e.server.Listener.Addr().String() }

// Fail has f answer each request first; nil ends the faults.
func (e *Faulty) Fail(f func(*http.Request) Answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended != nil {
		close(e.ended)
	}
	e.fault, e.ended = f, make(chan struct{})
}

// answer returns the request that the engine is to answer, if it is.
func (e *Faulty) answer(w http.ResponseWriter, r *http.Request) *http.Request {
	e.mu.Lock()
	fault, ended := e.fault, e.ended
	e.mu.Unlock()
	if fault == nil {
		return r
	}
	switch a := fault(r); a {
	case PassOn:
		return r
	case Hang:
		text, _ := io.ReadAll(r.Body)
		<-ended
		r = r.WithContext(e.late)
		r.Body = io.NopCloser(bytes.NewReader(text))
		return r
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(int(a))
		_, _ = w.Write([]byte(`{"message":"out of order"}`))
		return nil
	}
}
