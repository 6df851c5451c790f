package main_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// leaky returns the address of an engine whose containers share the host's
// network while broken is set.
func leaky(t *testing.T, broken *atomic.Bool) (dockerHost string) {
	t.Helper()
	return "DOCKER_HOST=" + dockertest.Altered(t, func(r dockertest.CreateRequest) {
		if broken.Load() {
			r["NetworkDisabled"], r.Host()["NetworkMode"] = false, "host"
		}
	})
}

// countRoutes is a program that prints how many routes there are.
const countRoutes = "print(sum(1 for line in open('/proc/net/route')) - 1)"

// awaitReady waits until /readyz answers so and says that.
func (s *service) awaitReady(status int, says string) {
	s.t.Helper()
	eventually(s.t, patience, func() (bool, string) {
		got, answer := s.call("GET", "/readyz", nil)
		detail, _ := answer["detail"].(string)
		return got == status && strings.Contains(detail, says), fmt.Sprint(got, " ", answer)
	})
}

// wantQueued wants executions to be accepted and not to run.
func (s *service) wantQueued(ids ...string) {
	s.t.Helper()
	for _, id := range ids {
		if _, record := s.call("GET", "/api/executions/"+id+"?wait=1", nil); record["status"] != "QUEUED" {
			s.t.Errorf("an execution on a sandbox that is not fit: %v, want it QUEUED", record)
		}
	}
}

// TestUnfitSandboxTakesNoJobs: a service whose sandbox does not keep what it
// promises stays up, says why, and accepts executions; they run once the engine
// is repaired, and none of them in a container from before.
func TestUnfitSandboxTakesNoJobs(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	broken.Store(true)
	s := serve(t, t.TempDir(), leaky(t, &broken), "POOL_SIZE=1")
	const reason = "network: programs can reach the outside"
	s.awaitReady(http.StatusServiceUnavailable, "sandbox ("+reason)
	if !strings.Contains(s.Log(), reason) || !strings.Contains(s.Log(), "runs no program yet") {
		t.Errorf("the log does not say why no job is taken:\n%s", s.Log())
	}
	s.awaitMetric(0, "livecode_preflight_ok", "check=network")
	s.awaitMetric(1, "livecode_preflight_ok", "check=memory")
	session := s.session()
	id := s.submit(session, "python", countRoutes)
	s.awaitContainers(patience, "running", "running") // warm ones, without what is promised
	s.wantQueued(id)

	broken.Store(false)
	if record := s.await(id); record["stdout"] != "0\n" || record["attempt"] != 1.0 {
		t.Errorf("after the repair: %v, want 0 routes in attempt 1", record)
	}
	s.awaitReady(http.StatusOK, "")
	s.awaitMetric(1, "livecode_preflight_ok", "check=network")
	s.awaitMetric(1, "livecode_preflight_fit")
	if record := s.run("javascript", "console.log(1)"); record["stdout"] != "1\n" {
		t.Errorf("after the repair: %v, want it to run", record)
	}
}

// TestAllowedChecksMayFail: an operator lets programs run without a promise, is
// reminded of it, and gets what was asked for.
func TestAllowedChecksMayFail(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	broken.Store(true)
	engine := leaky(t, &broken)
	s := serve(t, t.TempDir(), engine, "PREFLIGHT_ALLOW=network,cpu")
	s.awaitReady(http.StatusOK, "")
	if record := s.run("python", countRoutes); record["status"] != "COMPLETED" || record["stdout"] == "0\n" {
		t.Errorf("run = %v, want it to run with the host's routes, or this test shows nothing", record)
	}
	if !strings.Contains(s.Log(), `"check":"network","holds":false`) || !strings.Contains(s.Log(), `"check":"cpu","holds":true`) {
		t.Errorf("the log does not warn of what is allowed:\n%s", s.Log())
	}
	allowed, err := doctor(t, engine, "PREFLIGHT_ALLOW=network")
	if err != nil || !strings.Contains(allowed, "! sandbox, network: programs can reach the outside") {
		t.Errorf("doctor with network allowed = %v, want success and a warning:\n%s", err, allowed)
	}
	refused, err := doctor(t, engine)
	if err == nil || !strings.Contains(refused, "✗ sandbox, network: programs can reach the outside") ||
		!strings.Contains(refused, "PREFLIGHT_ALLOW=network") || !strings.Contains(refused, "✓ sandbox, memory") {
		t.Errorf("doctor with nothing allowed = %v, want a failure, what to do, and the checks that hold:\n%s", err, refused)
	}
}

// doctor runs `livecode doctor` and returns what it prints.
func doctor(t *testing.T, environment ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(filepath.Join(stacktest.Programs(t), "livecode"), "doctor")
	cmd.Env = append(append(os.Environ(), "DATA_DIR="+t.TempDir()), environment...)
	out, err := cmd.Output()
	return string(out), err
}

// TestCanaryFindsWhatBreaksLater: a worker whose sandbox ceases to keep what it
// promises takes no more from the queue, and goes on after the repair.
func TestCanaryFindsWhatBreaksLater(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	environment := []string{"DATABASE_URL=" + postgrestest.New(t), "REDIS_URL=" + redistest.New(t)}
	s := start(t, "api", t.TempDir(), append(environment, "PORT=0", "DOCKER_HOST=unix:///nowhere")...)
	w := start(t, "worker", t.TempDir(), append(environment, "PORT=0", "PREFLIGHT_INTERVAL=1s", leaky(t, &broken))...)
	w.awaitReady(http.StatusOK, "")
	session := s.session()
	if record := s.await(s.submit(session, "python", countRoutes)); record["stdout"] != "0\n" {
		t.Errorf("before anything broke: %v, want 0 routes", record)
	}
	broken.Store(true)
	w.awaitReady(http.StatusServiceUnavailable, "network: programs can reach the outside")
	queued := []string{s.submit(session, "python", countRoutes), s.submit(session, "python", countRoutes)}
	s.wantQueued(queued...)
	broken.Store(false)
	for _, id := range queued {
		if record := s.await(id); record["stdout"] != "0\n" || record["attempt"] != 1.0 {
			t.Errorf("after the repair: %v, want 0 routes in attempt 1", record)
		}
	}
	w.awaitReady(http.StatusOK, "")
}
