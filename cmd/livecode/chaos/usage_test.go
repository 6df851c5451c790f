package chaos

import (
	"fmt"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// spare is how many descriptors and goroutines more a process may hold after a
// fault: connections that its pools may keep, and had no use for before. One that
// is left behind for each execution makes more than that.
const spare = 16

// usage is what a process held before a fault.
type usage struct {
	process *stacktest.Process
	held    stacktest.Usage
}

func (tr *trial) measure() (list []usage) {
	tr.Helper()
	for _, p := range tr.processes() {
		held, err := p.Usage()
		if err != nil {
			tr.Fatal(err)
		}
		list = append(list, usage{p, held})
	}
	return list
}

// checkUsage checks that the processes that live on hold no more than before.
func (tr *trial) checkUsage(before []usage) {
	tr.Helper()
	for _, u := range before {
		if !u.process.Runs() {
			continue
		}
		stacktest.Eventually(tr, recoverWithin, func() (bool, string) {
			now, err := u.process.Usage()
			return err == nil && now.Goroutines <= u.held.Goroutines+spare && now.Descriptors <= u.held.Descriptors+spare,
				fmt.Sprintf("%+v, before the fault %+v; error %v", now, u.held, err)
		})
	}
}
