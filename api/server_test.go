package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// serve starts NewServer's server after change has been made to it.
func serve(t *testing.T, f *fixture, change func(*http.Server)) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = NewServer("", f)
	if change != nil {
		change(server.Config)
	}
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// dial opens a connection that fails the test rather than to hang it.
func dial(t *testing.T, server *httptest.Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestServerBounds(t *testing.T) {
	t.Parallel()
	s := NewServer("127.0.0.1:3000", http.NotFoundHandler())
	if s.Addr != "127.0.0.1:3000" || s.Handler == nil {
		t.Errorf("Addr %q Handler %v", s.Addr, s.Handler)
	}
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout < s.ReadHeaderTimeout || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Errorf("a bound is missing: %+v", s)
	}
	if s.WriteTimeout < s.ReadTimeout+maxWait {
		t.Errorf("WriteTimeout %v would cut off a wait of %v", s.WriteTimeout, maxWait)
	}
}

func TestSlowHeadersAreCutOff(t *testing.T) {
	t.Parallel()
	server := serve(t, newFixture(t), func(s *http.Server) { s.ReadHeaderTimeout = 50 * time.Millisecond })
	for _, part := range []string{"", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "} {
		conn := dial(t, server)
		if _, err := io.WriteString(conn, part); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("after %q: %v, want the server to close the connection", part, err)
		}
	}
}

func TestSlowBodyIsCutOff(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "?wait=30")
	server := serve(t, f, func(s *http.Server) { s.ReadTimeout = 50 * time.Millisecond })
	conn := dial(t, server)
	_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
		"Content-Length: 50\r\n\r\n{\"code\"", path)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d, want 408", answer.StatusCode)
	}
	if _, err := io.Copy(io.Discard, conn); err != nil {
		t.Errorf("%v, want the server to close the connection", err)
	}
}

func TestLargeHeadersAreRefused(t *testing.T) {
	t.Parallel()
	server := serve(t, newFixture(t), nil)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Large", strings.Repeat("x", 64<<10))
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, want 431", answer.StatusCode)
	}
}

// 100 MB are announced and none are sent: the answer must not wait for them.
func TestLargeBodyIsRefusedOverTheWire(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	conn := dial(t, serve(t, f, nil))
	_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
		"Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n", path)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close {
		t.Errorf("status %d, close %t; want 413 and a closed connection", answer.StatusCode, answer.Close)
	}
}

func TestShutdownAnswersWaiters(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil)
	server := serve(t, f, nil)
	server.Config.RegisterOnShutdown(func() { close(f.draining) })
	down := make(chan error, 1)
	go func() {
		<-f.watcher.subscribed
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		down <- server.Config.Shutdown(ctx)
	}()
	answer, err := server.Client().Get(server.URL + "/api/executions/" + id.String() + "?wait=30")
	if err != nil {
		t.Fatalf("GET: %v", err)
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), `"QUEUED"`) {
		t.Errorf("status %d body %s, %v; want the present record", answer.StatusCode, body, err)
	}
	if err := <-down; err != nil && !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Shutdown: %v", err)
	}
}
