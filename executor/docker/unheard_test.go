package docker

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/client"
)

// TestGVisorEndsUnheard: the engine may not say that it has killed a container of
// gVisor's, and is believed to have; not of another's, nor if it says nothing else
// either.
func TestGVisorEndsUnheard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		stays, silent bool
		want          error
	}{
		{"gVisor's", true, false, nil},
		{"gVisor's, and the engine is away", true, true, context.DeadlineExceeded},
		{"another's", false, false, context.DeadlineExceeded},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			stream, _ := net.Pipe()
			killed := &sandboxContainer{
				engine: neverKills(t, c.silent), id: "c", stays: c.stays, stream: types.HijackedResponse{Conn: stream},
			}
			if err := killed.kill(t.Context()); !errors.Is(err, c.want) {
				t.Errorf("kill() = %v, want %v", err, c.want)
			}
		})
	}
}

// neverKills is an engine that keeps a request to kill a container, and if it is
// silent all others too.
func neverKills(t *testing.T, silent bool) *Engine {
	done := make(chan struct{})
	engine, end := engineThat(t, func(_ http.ResponseWriter, r *http.Request) {
		if silent || strings.HasSuffix(r.URL.Path, "/kill") {
			<-done
		}
	})
	t.Cleanup(func() { close(done); end() })
	return engine
}

// engineThat is a client of an engine that answers like that, until end is called.
func engineThat(t *testing.T, answer http.HandlerFunc) (engine *Engine, end func()) {
	t.Helper()
	server := httptest.NewServer(answer)
	engine, err := client.NewClientWithOpts(client.WithHost("tcp://"+server.Listener.Addr().String()), client.WithVersion("1.41"))
	if err != nil {
		t.Fatal(err)
	}
	return engine, func() { _ = engine.Close(); server.Close() }
}
