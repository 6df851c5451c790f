package stacktest

import (
	"testing"
	"time"
)

// Patience is how long is waited for what must come.
const Patience = 60 * time.Second

// Eventually waits until ok, and otherwise fails with the last state it told. It
// returns how long that took.
func Eventually(t testing.TB, within time.Duration, ok func() (bool, string)) time.Duration {
	t.Helper()
	began := time.Now()
	if state, done := Until(within, 20*time.Millisecond, ok); !done {
		t.Errorf("not within %v; last: %s", within, state)
	}
	return time.Since(began)
}

// Until looks again and again until ok, but not for longer than that, and returns
// the last state it told.
func Until(within, every time.Duration, ok func() (bool, string)) (state string, done bool) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for deadline := time.Now().Add(within); ; <-tick.C {
		if done, state = ok(); done || time.Now().After(deadline) {
			return state, done
		}
	}
}

// Pause lets a fault last.
func Pause(d time.Duration) { <-time.After(d) }
