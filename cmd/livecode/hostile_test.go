package main_test

import (
	"cmp"
	"flag"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/executortest/hostile"
	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

var (
	hostileFull  = flag.Bool("hostile.full", false, "run what wears out as often as it takes")
	hostileTable = flag.String("hostile.table", "", "file for a table of the hostile programs and their ends")
)

// Lanes are how many hostile programs run at once, each through a service of its
// own. They share the cores, so that each of them also shows whether it can
// disturb the others; under gVisor, of which each start takes more of the cores,
// there is one less. Those that only wait for their deadline have a lane besides,
// so that the cores need not wait with them.
const (
	busyLanes    = 4
	waitingLanes = 1
)

// TestHostile runs every hostile program through the API of `livecode serve`,
// and looks after each of them whether anything has remained.
func TestHostile(t *testing.T) {
	all, _ := hostileCases(t)
	busy := busyLanes
	if dockertest.GVisor(t) {
		busy--
	}
	services := make([]*service, busy+waitingLanes)
	for i := range services {
		services[i] = serve(t, t.TempDir(), "WORKER_CONCURRENCY=1", "POOL_SIZE=1")
	}
	open := make([]*lane, len(services))
	for i, s := range services {
		open[i] = newLane(t, s, s, 1)
	}
	runHostile(t, all, open[:busy], open[busy:])
}

// TestHostileOnSharedStores runs a few of them where API, worker, database and
// queue are processes of their own, in containers made when they are needed.
func TestHostileOnSharedStores(t *testing.T) {
	all, _ := hostileCases(t)
	sample := slices.DeleteFunc(all, func(c hostile.Case) bool { return !c.Sample })
	open := make([]*lane, 2)
	for i := range open {
		s, workers := stackOf(t, 1, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redistest.New(t),
			"WORKER_CONCURRENCY=1", "POOL_SIZE=0")
		open[i] = newLane(t, s, workers[0], 0)
	}
	runHostile(t, sample, open, nil)
}

// attempt is one program of a case.
type attempt struct {
	hostile.Case
	hostile.Program
	want   hostile.Expectation
	reason string // why this is not what is expected elsewhere
}

// runHostile runs the programs in the lanes, those that take long first, and
// then those that must be alone: together if they only wait, and else one by one.
// Without lanes for waiting, these are like the others.
func runHostile(t *testing.T, cases []hostile.Case, busy, waiting []*lane) {
	t.Helper()
	in := place(t)
	var together, waits, alone, aloneWaits []attempt
	for _, c := range cases {
		to := &together
		switch {
		case c.Alone && c.Waits:
			to = &aloneWaits
		case c.Alone:
			to = &alone
		case c.Waits && waiting != nil:
			to = &waits
		}
		for _, p := range c.Programs {
			want, reason := p.Expect(in)
			*to = append(*to, attempt{c, p, want, reason})
		}
	}
	slices.SortStableFunc(together, func(a, b attempt) int { return cmp.Compare(least(b.want), least(a.want)) })
	var both sync.WaitGroup
	both.Go(func() { runIn(t, waiting, waits) })
	runIn(t, busy, together)
	both.Wait()
	runIn(t, slices.Concat(busy, waiting), aloneWaits)
	runIn(t, busy[:1], alone)
}

func runIn(t *testing.T, open []*lane, all []attempt) {
	t.Helper()
	work := make(chan attempt)
	var running sync.WaitGroup
	for _, l := range open {
		running.Go(func() {
			for a := range work {
				t.Run(a.Family+"/"+a.Name+"/"+a.Language, func(t *testing.T) { l.try(t, a) })
			}
		})
	}
	for _, a := range all {
		work <- a
	}
	close(work)
	running.Wait()
}

// least is how long the program takes at least.
func least(e hostile.Expectation) int64 {
	if e.WallMs == nil {
		return 0
	}
	return e.WallMs.Least
}

// hostileCases returns all cases, and the list.
func hostileCases(t *testing.T) ([]hostile.Case, hostile.List) {
	t.Helper()
	all, list, err := hostile.Cases()
	if err != nil {
		t.Fatal(err)
	}
	return all, list
}

// place tells where the programs run.
func place(t *testing.T) hostile.Place {
	t.Helper()
	facts, err := docker.Ask(t.Context(), dockertest.Engine(t))
	if err != nil {
		t.Fatal(err)
	}
	return hostile.Place{
		Runtime: cmp.Or(dockertest.OCIRuntime(t), facts.Default), Cgroup: facts.CgroupVersion, Arch: runtime.GOARCH,
	}
}

// TestHostileCoversTheList: the cases cover every row.
func TestHostileCoversTheList(t *testing.T) {
	t.Parallel()
	all, list := hostileCases(t)
	if rows := hostile.Uncovered(append(all, serviceCases()...), list); rows != nil {
		t.Errorf("no case covers the rows %v", rows)
	}
}

// readmePlace is where the programs of the README's table run.
var readmePlace = hostile.Place{Runtime: "runc", Cgroup: "2", Arch: "amd64"}

// TestReadmeTellsOfTheHostilePrograms: the README's table is that of the cases,
// and their ends are those that TestHostile asks for.
func TestReadmeTellsOfTheHostilePrograms(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, list := hostileCases(t)
	if want := hostile.Summary(append(all, serviceCases()...), list, readmePlace); !strings.Contains(string(readme), want) {
		t.Errorf("the README's table of hostile programs is not this one:\n%s", want)
	}
}
