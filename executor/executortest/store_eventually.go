package executortest

import (
	"testing"
	"time"
)

// eventually waits until try says ok, and fails with the last state it gave.
func eventually(t testing.TB, what string, try func() (state any, ok bool)) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		state, ok := try()
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%s: not within 20s; last state: %v", what, state)
		}
	}
}
