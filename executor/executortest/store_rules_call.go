package executortest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// call is one call of a Store, about one execution of a [world].
type call struct {
	method    string
	execution int
	worker    int
	attempt   int  // that is to end
	long      bool // the lease or pause outlasts the test; else it has passed at once
	failed    bool // by the platform's fault
	exitCode  int
}

// callMethods are drawn from evenly, so that what is to come often is in it more
// than once.
var callMethods = []string{
	"Claim", "Claim", "Claim", "Finish", "Finish", "Release", "Release",
	"Abandon", "Cancel", "Cancelled", "Disown", "DeleteSession",
}

// drawCall draws one that makes sense to somebody: about the newest attempt, the
// one before, or the next, which another call may be about to open.
func drawCall(t *rapid.T, m model, label string) call {
	c := call{
		method:    rapid.SampledFrom(callMethods).Draw(t, label),
		execution: rapid.IntRange(0, len(m)-1).Draw(t, label+": execution"),
		worker:    rapid.IntRange(0, workersPerWorld-1).Draw(t, label+": worker"),
		long:      rapid.Bool().Draw(t, label+": long"),
		failed:    rapid.Bool().Draw(t, label+": failed"),
		exitCode:  rapid.IntRange(0, 1).Draw(t, label+": exit code"),
	}
	newest := len(m[c.execution].attempts)
	c.attempt = rapid.SampledFrom([]int{newest, newest, newest, newest - 1, newest + 1}).Draw(t, label+": attempt")
	return c
}

// lasts is the lease or pause.
func (c call) lasts() time.Duration {
	if c.long {
		return longLease
	}
	return expired
}

func (c call) String() string {
	about := fmt.Sprintf("%s(execution %d", c.method, c.execution)
	switch c.method {
	case "Claim":
		about += fmt.Sprintf(", worker %d, lease %v", c.worker, c.lasts())
	case "Finish":
		about += fmt.Sprintf(", attempt %d, exit code %d", c.attempt, c.exitCode)
	case "Release":
		about += fmt.Sprintf(", attempt %d, failed %t, pause %v", c.attempt, c.failed, c.lasts())
	case "Disown":
		return fmt.Sprintf("Disown(worker %d)", c.worker)
	}
	return about + ")"
}
