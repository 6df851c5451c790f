package chaos

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// fault does harm to a service that is under load, and returns when its cause is
// gone.
type fault struct {
	do     func(*trial)
	stacks []string
	short  []string // those of them on which it is in the short form
	own    bool     // needs an engine of its own

	// deaf are those of them on which it cuts the way from a client that types to
	// the program: through the API, Postgres, which it asks who may type, Redis, a
	// worker that lives on, and the engine. A program there may hear nothing for so
	// long that it ends at its deadline. On the others each must hear its line: what
	// a worker takes with it, the next attempt reads again.
	deaf []string

	// every is how often a program is submitted where the fault lasts for so long that
	// what has waited by its end could not end in time otherwise.
	every time.Duration

	// thorough waits until asynq, too, has noticed that a worker is dead.
	thorough bool
}

var (
	production = []string{"production"}
	embedded   = []string{"embedded"}
	both       = []string{"production", "embedded"}
)

// TestChaos: whatever dies, each execution that was accepted ends, once, within
// half a minute of the end of the fault, as the program has it; the attempts tell
// what happened; a draft that was saved is there; and nothing is left behind.
func TestChaos(t *testing.T) {
	t.Parallel()
	for name, f := range faults {
		for _, stack := range f.stacks {
			if !*full && !slices.Contains(f.short, stack) {
				continue
			}
			t.Run(name+"/"+stack, func(t *testing.T) {
				t.Parallel()
				if f.own && !dockertest.CanOwn(t) {
					return
				}
				tr := newTrial(t, f.own)
				tr.deaf = slices.Contains(f.deaf, stack)
				tr.every = cmp.Or(f.every, every)
				stacks[stack](tr)
				r := tr.suffer(f)
				r.name, r.stack, r.failed = name, stack, t.Failed()
				report(r)
			})
		}
	}
}

// suffer goes through a fault under load.
func (tr *trial) suffer(f fault) row {
	tr.begin(tr.api.URL)
	tr.load.accompany()
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) { // warm, and connected
		list, err := executions(tr.open())
		return err == nil && len(list) >= 4 && list[3].ended(), "the first programs have not ended"
	})
	before, workers := tr.measure(), tr.workerNames()
	f.do(tr)
	tr.load.more(4)
	tr.load.end()
	r := tr.settle()
	tr.checkDraft()
	tr.checkTalk()
	tr.checkQueue(f.thorough)
	tr.checkUsage(before)
	tr.stopAll()
	tr.checkContainers(append(workers, tr.workerNames()...)...)
	return r
}

// stopAll has all processes end in good order.
func (tr *trial) stopAll() {
	tr.Helper()
	for _, p := range tr.processes() {
		if err := p.Stop(); err != nil {
			tr.Errorf("a process that was stopped at the end: %v", err)
		}
	}
}

func (tr *trial) workerNames() (names []string) {
	for _, w := range tr.workers {
		names = append(names, w.Worker())
	}
	return names
}
