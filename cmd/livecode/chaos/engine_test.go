package chaos

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// on answers the requests of a kind in one way, and passes the others on.
func on(method, path string, a dockertest.Answer) func(*http.Request) dockertest.Answer {
	return func(r *http.Request) dockertest.Answer {
		if strings.Contains(r.Method, method) && strings.Contains(r.URL.Path, path) {
			return a
		}
		return dockertest.PassOn
	}
}

// answers has the engine answer like that for some time.
func answers(f func(*http.Request) dockertest.Answer, d time.Duration) func(*trial) {
	return func(tr *trial) {
		tr.engine.Fail(f)
		stacktest.Pause(d)
		tr.engine.Fail(nil)
	}
}

// killEngine kills the engine with programs running, and starts it again.
func killEngine(tr *trial) {
	tr.load.sleeper(2 * time.Second)
	tr.own.Kill()
	stacktest.Pause(outage)
	tr.own.Start()
}

// freezeEngine has the engine keep its connections and do nothing, while programs
// run that end meanwhile.
func freezeEngine(tr *trial) {
	for range executor.MaxFailures - 1 { // the same program may be hit each time
		tr.load.sleeper(time.Second)
	}
	tr.own.Freeze()
	stacktest.Pause(10 * time.Second)
	tr.own.Thaw()
}

// removeContainers removes containers while programs run in them, as somebody
// may who tidies up.
func removeContainers(tr *trial) {
	for range 3 {
		tr.load.sleeper(2 * time.Second)
		for _, worker := range tr.workerNames() {
			dockertest.RemoveOn(tr, tr.docker, worker)
		}
	}
}

// removeImages removes the images from the engine, and puts them back after a
// while.
func removeImages(tr *trial) {
	runtimes := dockertest.Runtimes(tr)
	for _, rt := range runtimes {
		stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) { // until no container is made meanwhile
			for _, worker := range tr.workerNames() {
				dockertest.RemoveOn(tr, tr.docker, worker)
			}
			err := dockertest.RemoveImage(tr.Context(), tr.docker, rt.Image)
			return err == nil, fmt.Sprint(err)
		})
	}
	stacktest.Pause(outage)
	dockertest.Load(tr, tr.docker, runtimes)
}
