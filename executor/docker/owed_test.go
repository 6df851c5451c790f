package docker

import (
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/docker/docker/api/types"
	"github.com/rs/zerolog"
)

// TestARemovalIsAskedForUntilTheContainerIsGone: that the engine has begun it does
// not mean that it succeeds.
func TestARemovalIsAskedForUntilTheContainerIsGone(t *testing.T) {
	t.Parallel()
	status := http.StatusConflict
	engine, end := engineThat(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	defer end()
	sb := &Sandbox{engine: engine, cfg: Config{Log: zerolog.Nop()}}
	sb.owe("a", errGoing)
	sb.owe("b", errGoing)
	for _, next := range []struct{ status, left int }{
		{http.StatusConflict, 2}, {http.StatusInternalServerError, 2}, {http.StatusConflict, 2}, {http.StatusNotFound, 0},
	} {
		status = next.status
		if left := sb.settle(t.Context()); left != next.left {
			t.Errorf("settle() with the answer %d = %d, want %d", next.status, left, next.left)
		}
	}
}

// TestAContainerThatIsLeftIsRemoved: the engine, which removes a container at its
// end, may say that it could not.
func TestAContainerThatIsLeftIsRemoved(t *testing.T) {
	t.Parallel()
	for end, want := range map[string]int32{
		`{"StatusCode": 137}`: 0,
		`{"StatusCode": 137, "Error": {"Message": "device or resource busy"}}`: 1,
	} {
		var removals atomic.Int32
		engine, closeIt := engineThat(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				removals.Add(1)
				return
			}
			_, _ = io.WriteString(w, end)
		})
		defer closeIt()
		stream, _ := net.Pipe()
		c := &sandboxContainer{engine: engine, id: "c", stream: types.HijackedResponse{Conn: stream}}
		c.await(t.Context())
		if err := c.dispose(t.Context()); err != nil {
			t.Errorf("dispose() = %v, want nil", err)
		}
		if got := removals.Load(); got != want {
			t.Errorf("at the end %s the container was removed %d times, want %d", end, got, want)
		}
	}
}

// TestWhatOthersRemoveIsLeftToThem: a container that is being removed already is no
// failure to reap, but one of an earlier life of the worker is looked after until it
// is gone.
func TestWhatOthersRemoveIsLeftToThem(t *testing.T) {
	t.Parallel()
	engine, end := engineThat(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusConflict)
			return
		}
		_, _ = io.WriteString(w, `[{"Id": "c", "Labels": {"`+labelExpires+`": "1", "`+labelLife+`": "earlier"}}]`)
	})
	defer end()
	sb := &Sandbox{engine: engine, cfg: Config{Log: zerolog.Nop(), Life: "this"}}
	if err := sb.ReapExpired(t.Context()); err != nil || len(sb.owed.list()) != 0 {
		t.Errorf("ReapExpired() = %v, and %v are owed, want nil and none", err, sb.owed.list())
	}
	if err := sb.ReapOwn(t.Context()); err != nil || len(sb.owed.list()) != 1 {
		t.Errorf("ReapOwn() = %v, and %v are owed, want nil and one", err, sb.owed.list())
	}
}
