package chaos

import (
	"fmt"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// trial is a service to do harm to: on the production stack an API and two
// workers, each with proxies of its own before Postgres and Redis, or all in one
// process.
type trial struct {
	*testing.T

	bin string // of most processes

	postgres *postgrestest.Server // nil if embedded
	redis    *redistest.Server
	database string // its URL, past all proxies; empty if embedded
	ways     []way  // of the API, and of each worker

	engine *dockertest.Faulty    // stands before the usual engine; nil if there is another
	own    *dockertest.OwnEngine // which the trial may kill; nil if it shares the usual one
	docker *docker.Engine        // whichever it is, past all proxies

	api     *stacktest.Process // also the worker, if embedded
	workers []*stacktest.Process
	load    *load

	deaf  bool          // what is typed may come too late: see fault
	every time.Duration // how often a program is submitted
}

// way is how a process comes to its stores.
type way struct{ postgres, redis *stacktest.Proxy }

// stacks are the ways to run the service.
var stacks = map[string]func(tr *trial, env ...string){
	"production": (*trial).startStack,
	"embedded":   (*trial).startEmbedded,
}

// newTrial has no process yet. It is on an engine of its own if the fault wants
// that.
func newTrial(t *testing.T, own bool) *trial {
	runtimes := dockertest.Runtimes(t) // builds images before the clock runs
	tr := &trial{T: t, bin: stacktest.Programs(t), every: every}
	if own {
		tr.own = dockertest.Own(t, runtimes)
		tr.docker = tr.own.Client()
		return tr
	}
	tr.docker = dockertest.Engine(t)
	tr.engine = dockertest.NewFaulty(t)
	return tr
}

// dockerHost is where the workers find the engine.
func (tr *trial) dockerHost() string {
	if tr.own != nil {
		return tr.own.Host()
	}
	return tr.engine.Host()
}

// connections is how many to Postgres a process may have.
const connections = 4

// few bounds what a process may hold, so that what it should not shows.
var few = []string{"PORT=0", fmt.Sprint("DATABASE_MAX_CONNS=", connections), "WORKER_CONCURRENCY=2", "POOL_SIZE=1"}

func (tr *trial) startEmbedded(env ...string) {
	tr.api = tr.start(tr.bin, "serve", tr.TempDir(), append(env, "DOCKER_HOST="+tr.dockerHost())...)
	tr.workers = []*stacktest.Process{tr.api}
	tr.audit()
}

func (tr *trial) startStack(env ...string) {
	tr.startStores()
	tr.api = tr.startPart(tr.bin, "api", tr.TempDir(), env...)
	tr.audit()
	for range 2 {
		tr.workers = append(tr.workers, tr.startPart(tr.bin, "worker", tr.TempDir(), env...))
	}
}

// startStores starts a Postgres that keeps what it has promised when it is killed,
// and a Redis that does not.
func (tr *trial) startStores() {
	tr.postgres, tr.redis = postgrestest.Start(tr, "synchronous_commit = on"), redistest.Start(tr)
	tr.database = tr.postgres.URL()
}

// startPart starts a process of the production stack, with a way of its own.
func (tr *trial) startPart(bin, role, dir string, env ...string) *stacktest.Process {
	w, postgres, redis := way{}, parsed(tr, tr.database), parsed(tr, tr.redis.URL())
	w.postgres, w.redis = stacktest.NewProxy(tr, postgres.Host), stacktest.NewProxy(tr, redis.Host)
	postgres.Host, redis.Host = w.postgres.Addr(), w.redis.Addr()
	tr.ways = append(tr.ways, w)
	engine := tr.dockerHost()
	if role == "api" {
		engine = "unix:///nowhere"
	}
	return tr.start(bin, role, dir, append([]string{
		"DATABASE_URL=" + postgres.String(), "REDIS_URL=" + redis.String(), "DOCKER_HOST=" + engine,
	}, env...)...)
}

func parsed(tr *trial, location string) *url.URL {
	tr.Helper()
	u, err := url.Parse(location)
	if err != nil {
		tr.Fatal(err)
	}
	return u
}

func (tr *trial) start(bin, role, dir string, env ...string) *stacktest.Process {
	return stacktest.Start(tr.T, bin, role, dir, append(append([]string{}, few...), env...)...)
}

// file is the SQLite file of an embedded service.
func (tr *trial) file() string { return filepath.Join(tr.api.Dir, "livecode.db") }

// processes are those that run now.
func (tr *trial) processes() []*stacktest.Process {
	if tr.api == tr.workers[0] {
		return tr.workers
	}
	return append([]*stacktest.Process{tr.api}, tr.workers...)
}

// again starts the next life of a worker.
func (tr *trial) again(n int) {
	tr.Helper()
	if tr.api == tr.workers[n] {
		tr.apiAgain()
		return
	}
	tr.workers[n] = tr.workers[n].Again()
}

// apiAgain starts the next life of the API.
func (tr *trial) apiAgain() {
	tr.Helper()
	embedded := tr.api == tr.workers[0]
	tr.api = tr.api.Again()
	if embedded {
		tr.workers[0] = tr.api
	}
	tr.load.at(tr.api.URL)
}
