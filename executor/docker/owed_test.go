package docker

import (
	"net/http"
	"testing"

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
	sb.owe("c", errGoing)
	for _, next := range []struct{ status, left int }{
		{http.StatusConflict, 1}, {http.StatusInternalServerError, 1}, {http.StatusConflict, 1}, {http.StatusNotFound, 0},
	} {
		status = next.status
		if left := sb.settle(t.Context()); left != next.left {
			t.Errorf("settle() with the answer %d = %d, want %d", next.status, left, next.left)
		}
	}
}
