package docker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// TestNewsOfAnEndMayComeLate: the engine may take what is left of the time of a run
// to tell of a container's end, but not when the run is to end.
func TestNewsOfAnEndMayComeLate(t *testing.T) {
	t.Parallel()
	const never = time.Hour
	for _, c := range []struct {
		name              string
		gone, stop, began time.Duration
		wall, took        time.Duration
		want              error
	}{
		{"at once", 0, never, 0, 5 * time.Second, 0, nil},
		{"late", 6 * time.Second, never, 0, 5 * time.Second, 6 * time.Second, nil},
		{"late, and the run is to end", 6 * time.Second, time.Second, 0, 5 * time.Second, 2 * time.Second, errStillThere},
		{"never", never, never, 0, 5 * time.Second, beginTimeout + 5*time.Second + stopMargin + 2*time.Second, errStillThere},
		{"never, and the time is over", never, never, -time.Minute, 5 * time.Second, 2 * time.Second, errStillThere},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &session{sandboxContainer: &sandboxContainer{gone: make(chan struct{})}, rt: Runtime{}}
				s.rt.Limits = executor.Limits{WallTime: c.wall}
				start := time.Now()
				begin, cancel := context.WithDeadline(t.Context(), start.Add(c.began+beginTimeout))
				defer cancel()
				ctx, stop := context.WithTimeout(t.Context(), c.stop)
				defer stop()
				defer time.AfterFunc(c.gone, func() { close(s.gone) }).Stop()
				if err := s.awaitNews(ctx, s.last(begin)); !errors.Is(err, c.want) {
					t.Errorf("awaitNews() = %v, want %v", err, c.want)
				}
				if took := time.Since(start); took != c.took {
					t.Errorf("awaitNews() took %v, want %v", took, c.took)
				}
			})
		})
	}
}
