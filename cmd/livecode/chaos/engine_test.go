package chaos

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
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

// killContainerd kills the engine's other half with programs running; the engine
// starts it again.
func killContainerd(tr *trial) {
	tr.load.sleeper(2 * time.Second)
	tr.own.KillContainerd()
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		facts, err := docker.Ask(tr.Context(), tr.docker)
		return err == nil && slices.ContainsFunc(facts.Components, func(c docker.Component) bool { return c.Name == "containerd" }),
			fmt.Sprintf("the engine has no containerd; error %v", err)
	})
}

// killAll kills whatever there is, as a host does that loses its power, and starts
// it again.
func killAll(tr *trial) {
	tr.load.sleeper(2 * time.Second)
	for _, p := range tr.processes() {
		p.Kill()
	}
	tr.own.Kill()
	tr.postgres.Kill(tr)
	tr.redis.Stop(tr)
	stacktest.Pause(outage)
	tr.postgres.Restart(tr)
	tr.redis.Restart(tr)
	tr.own.Start()
	for n := range tr.workers {
		tr.again(n)
	}
	tr.apiAgain()
}

// freezeEngine has the engine keep its connections and do nothing, while programs
// run that end meanwhile.
func freezeEngine(tr *trial) {
	for range 3 {
		tr.load.sleeper(time.Second)
	}
	tr.own.Freeze()
	stacktest.Pause(10 * time.Second)
	tr.own.Thaw()
}

// removeContainers removes containers while programs run in them, as somebody
// may who tidies up.
func removeContainers(tr *trial) {
	for range executor.MaxFailures - 1 { // the same program may be hit each time
		tr.load.sleeper(2 * time.Second)
		for _, worker := range tr.workerNames() {
			dockertest.RemoveOn(tr, tr.docker, worker)
		}
	}
}

// kill kills processes that belong to each container while programs run in them,
// as a host may that has no memory left.
func kill(which func(testing.TB, *docker.Engine, string) []int) func(*trial) {
	return func(tr *trial) {
		if !dockertest.CanOwn(tr) {
			return
		}
		for range executor.MaxFailures - 1 {
			tr.load.sleeper(2 * time.Second)
			for _, worker := range tr.workerNames() {
				for _, pid := range which(tr, tr.docker, worker) {
					if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
						tr.Error(err)
					}
				}
			}
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
