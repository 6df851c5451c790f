package stacktest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Balancer stands before several APIs as a load balancer does: it keeps
// connections, has its requests go in turns to those that say that they are
// ready, and asks another one only where a connection was refused, so that no
// request can count twice.
type Balancer struct {
	URL string

	transport *http.Transport

	mu    sync.Mutex
	all   []string // the APIs, by URL
	ready map[string]bool
	turn  int
}

// probeEvery is how often a Balancer asks whether an API is ready.
const probeEvery = 100 * time.Millisecond

// NewBalancer serves until the test ends.
func NewBalancer(t testing.TB) *Balancer {
	t.Helper()
	b := &Balancer{transport: &http.Transport{MaxIdleConnsPerHost: 8}, ready: map[string]bool{}}
	server := httptest.NewServer(&httputil.ReverseProxy{
		FlushInterval: -1, // events are passed on as they come
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "api"}) },
		Transport:     b,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusBadGateway)
		},
	})
	b.URL = server.URL
	ctx, stop := context.WithCancel(context.Background())
	var probing sync.WaitGroup
	probing.Go(func() { b.probeAll(ctx) })
	t.Cleanup(func() {
		stop()
		probing.Wait()
		server.CloseClientConnections()
		server.Close()
		b.transport.CloseIdleConnections()
	})
	return b
}

// Add has an API that is ready take requests too.
func (b *Balancer) Add(api string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, api)
	b.ready[api] = true
}

// Remove forgets an API that has ended.
func (b *Balancer) Remove(api string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = slices.DeleteFunc(b.all, func(a string) bool { return a == api })
	delete(b.ready, api)
}

var errNoAPI = errors.New("no API is ready")

// RoundTrip asks an API that is ready.
func (b *Balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	for range 100 {
		api := b.next()
		if api == nil {
			return nil, errNoAPI
		}
		out := r.Clone(r.Context())
		out.URL.Host = api.Host
		resp, err := b.transport.RoundTrip(out)
		if !errors.Is(err, syscall.ECONNREFUSED) {
			return resp, err
		}
		b.set(api.String(), false) // nothing of the body has been read
	}
	return nil, errNoAPI
}

// next is the API whose turn it is.
func (b *Balancer) next() *url.URL {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.all {
		b.turn++
		if api := b.all[b.turn%len(b.all)]; b.ready[api] {
			u, _ := url.Parse(api)
			return u
		}
	}
	return nil
}

func (b *Balancer) set(api string, ready bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.ready[api]; known {
		b.ready[api] = ready
	}
}

// probeAll asks all APIs again and again whether they are ready.
func (b *Balancer) probeAll(ctx context.Context) {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		b.mu.Lock()
		all := slices.Clone(b.all)
		b.mu.Unlock()
		for _, api := range all {
			resp, err := client.Get(api + "/readyz")
			if err == nil {
				_ = resp.Body.Close()
			}
			b.set(api, err == nil && resp.StatusCode == http.StatusOK)
		}
	}
}
