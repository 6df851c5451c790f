package dockertest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// CreateRequest is the body of a request for a container.
type CreateRequest map[string]any

// Host returns the part of r that says what the container may do.
func (r CreateRequest) Host() map[string]any { return r["HostConfig"].(map[string]any) }

// Altered returns the address of an engine that is ours, but for a fault: what
// alter makes of a request for a container is what is asked for. It may be
// called concurrently.
func Altered(t testing.TB, alter func(CreateRequest)) (host string) {
	t.Helper()
	proxy := passOn(t, func(r *httputil.ProxyRequest) {
		if strings.HasSuffix(r.In.URL.Path, "/containers/create") {
			alterBody(t, r.Out, alter)
		}
	})
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return "tcp://" + server.Listener.Addr().String()
}

// passOn passes on requests to the usual engine, as change has changed them.
func passOn(t testing.TB, change func(*httputil.ProxyRequest)) *httputil.ReverseProxy {
	t.Helper()
	socket := strings.TrimPrefix(Engine(t).DaemonHost(), "unix://")
	return &httputil.ReverseProxy{
		FlushInterval: -1, // answers that go on are passed on as they come
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "docker"})
			change(r)
		},
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}, DisableKeepAlives: true},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusBadGateway)
		},
	}
}

// alterBody replaces the body of a request by what alter makes of it.
func alterBody(t testing.TB, r *http.Request, alter func(CreateRequest)) {
	body := CreateRequest{}
	numbers := json.NewDecoder(r.Body)
	numbers.UseNumber() // floats would not do for sizes
	if err := numbers.Decode(&body); err != nil {
		t.Errorf("a request for a container is not JSON: %v", err)
		return
	}
	alter(body)
	text, err := json.Marshal(body)
	if err != nil {
		t.Errorf("alter() made of a request what is not JSON: %v", err)
		return
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
}
