package chaos

import (
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// TestRollingRestart: while every API and every worker is stopped by SIGTERM and
// started again, one after the other, behind a load balancer, no request is
// answered with a 5xx, everybody who waits has an answer, streams of events go on
// on another API with nothing lost and nothing twice, and what was accepted ends
// once, as the program has it.
func TestRollingRestart(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, false)
	tr.startStores()
	balancer := stacktest.NewBalancer(t)
	const delay = "SHUTDOWN_DELAY=1s" // ten looks of the balancer
	first, second := tr.startPart(tr.bin, "api", t.TempDir(), delay), tr.startPart(tr.bin, "api", t.TempDir(), delay)
	tr.api = first
	tr.audit()
	apis := []*stacktest.Process{first, second}
	for _, api := range apis {
		balancer.Add(api.URL)
	}
	for range 2 {
		tr.workers = append(tr.workers, tr.startPart(tr.bin, "worker", t.TempDir()))
	}
	tr.begin(balancer.URL)
	crowd := tr.gather(balancer.URL)
	for n := range apis {
		crowd.serve()
		if err := apis[n].Stop(); err != nil {
			t.Errorf("an API ended with %v, want exit code 0", err)
		}
		balancer.Remove(apis[n].URL)
		apis[n] = apis[n].Again()
		balancer.Add(apis[n].URL)

		tr.load.sleeper(2 * time.Second)
		if err := tr.workers[n].Stop(); err != nil {
			t.Errorf("a worker ended with %v, want exit code 0", err)
		}
		tr.workers[n] = tr.workers[n].Again()
	}
	crowd.serve()
	crowd.leave()
	tr.load.end()
	tr.api = apis[0]
	r := tr.settle()
	if r.refused > 0 {
		t.Errorf("%d of %d submissions were not accepted", r.refused, r.accepted+r.refused)
	}
	tr.checkQueue(false)
	tr.stopAll()
	if err := apis[1].Stop(); err != nil {
		t.Errorf("an API ended with %v, want exit code 0", err)
	}
	tr.checkContainers(tr.workerNames()...)
	r.name, r.stack, r.failed = "rolling restart of everything", "production", t.Failed()
	report(r)
}
