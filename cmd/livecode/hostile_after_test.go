package main_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// awaitSettled waits until nothing of the programs is left: the lane's
// containers are the warm ones and no others, all of them running, and no
// process on the host is of one that is gone.
func (l *lane) awaitSettled(t *testing.T) {
	t.Helper()
	patience := 15 * time.Second
	if dockertest.GVisor(t) {
		patience = unheard
	}
	eventuallyEvery(t, patience, 50*time.Millisecond, func() (bool, string) { return l.settled(t) })
}

// unheard is how long the engine may be silent about a fork bomb that it has killed
// under gVisor: README tells why.
const unheard = 2 * time.Minute

func (l *lane) settled(t *testing.T) (bool, string) {
	live := map[string]bool{}
	for _, c := range dockertest.List(t, l.worker.as(t).Worker()) {
		if live[c.ID] = true; c.State != "running" {
			return false, fmt.Sprintf("container %.12s is %s", c.ID, c.State)
		}
	}
	if len(live) != l.warm*2 {
		return false, fmt.Sprintf("%d containers, want %d warm ones and no others", len(live), l.warm*2)
	}
	gone := l.watch.Seen()
	maps.DeleteFunc(gone, func(id string, _ int) bool { return live[id] })
	within := map[string]int{}
	for _, p := range processes(t) {
		if p.leftBy(gone) {
			return false, fmt.Sprintf("process %d (%s) of user %d is left, in %s", p.pid, p.name, p.uid, p.cgroup)
		}
		within[p.container()]++
	}
	for id := range live {
		if n := within[id]; n > warmProcesses && !dockertest.GVisor(t) {
			return false, fmt.Sprintf("container %.12s has %d processes, want the runner and an interpreter", id, n)
		}
	}
	return true, ""
}

// warmProcesses are the runner and the interpreter that waits, where the host
// sees them; of gVisor it sees its own.
const warmProcesses = 2

// process is one of the host's.
type process struct {
	pid, uid     int
	name, cgroup string
}

var containerID = regexp.MustCompile(`[0-9a-f]{64}`)

// container is the id of the container that the process is in, if it is in one.
func (p process) container() string { return containerID.FindString(p.cgroup) }

// leftBy reports whether the process comes from a container that is gone: it is
// in its group still, or has its user id and is in no other container, which may
// have the same id by now.
func (p process) leftBy(gone map[string]int) bool {
	if _, known := gone[p.container()]; known {
		return true
	}
	if p.container() != "" {
		return false
	}
	for _, uid := range gone {
		if uid == p.uid {
			return true
		}
	}
	return false
}

var uidLine = regexp.MustCompile(`(?m)^Uid:\t(\d+)`)

// processes lists the host's. One that ends meanwhile is left out.
func processes(t *testing.T) (all []process) {
	t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no processes below /proc: %v", err)
	}
	for _, folder := range folders {
		status, err := os.ReadFile(folder + "/status")
		if err != nil {
			continue
		}
		cgroup, err := os.ReadFile(folder + "/cgroup")
		uid := uidLine.FindSubmatch(status)
		if err != nil || uid == nil {
			continue
		}
		p := process{cgroup: string(cgroup), name: strings.TrimPrefix(strings.SplitN(string(status), "\n", 2)[0], "Name:\t")}
		p.pid, _ = strconv.Atoi(filepath.Base(folder))
		p.uid, _ = strconv.Atoi(string(uid[1]))
		all = append(all, p)
	}
	return all
}

// mostKept is by how much the kernel's own memory may vary without a cause.
const mostKept = 48 << 20

// awaitKernelMemory waits until the kernel has given back what it took for a
// program, also of what no control group counts. While others run, that cannot be
// told.
func awaitKernelMemory(t *testing.T, before int64) {
	t.Helper()
	eventuallyEvery(t, 15*time.Second, 50*time.Millisecond, func() (bool, string) {
		grown := unreclaimable(t) - before
		return grown <= mostKept, fmt.Sprintf("the kernel holds %d MiB more than before, want at most %d", grown>>20, mostKept>>20)
	})
}

var unreclaimableLine = regexp.MustCompile(`(?m)^SUnreclaim: +(\d+) kB$`)

// unreclaimable is how much of the host's memory the kernel has for its own
// objects, in bytes, of those that it cannot do without.
func unreclaimable(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		t.Fatal(err)
	}
	line := unreclaimableLine.FindSubmatch(text)
	if line == nil {
		t.Fatal("/proc/meminfo has no SUnreclaim")
	}
	kib, _ := strconv.ParseInt(string(line[1]), 10, 64)
	return kib << 10
}

// checkTraces looks for what the engine or the kernel keeps of containers that
// are gone.
func (l *lane) checkTraces(t *testing.T) {
	t.Helper()
	facts, err := docker.Ask(t.Context(), dockertest.Engine(t))
	if err != nil {
		t.Fatal(err)
	}
	live := map[string]bool{}
	for _, c := range dockertest.List(t, l.worker.as(t).Worker()) {
		live[c.ID] = true
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for id := range l.watch.Seen() {
		if live[id] || l.looked[id] {
			continue
		}
		l.looked[id] = true
		if left := traces(facts.RootDir, id); len(left) > 0 {
			t.Errorf("of container %.12s there is left: %q", id, left)
		}
		if strings.Contains(string(mounts), id) {
			t.Errorf("a mount of container %.12s is left", id)
		}
	}
}

// traces are the files and control groups of a container.
func traces(root, id string) (found []string) {
	for _, pattern := range []string{
		root + "/containers/" + id, root + "/image/*/layerdb/mounts/" + id,
		"/run/containerd/*/moby/" + id, "/run/docker/*/moby/" + id,
		"/sys/fs/cgroup/docker/" + id, "/sys/fs/cgroup/*/docker/" + id,
		"/sys/fs/cgroup/system.slice/docker-" + id + ".scope", "/sys/fs/cgroup/*/system.slice/docker-" + id + ".scope",
	} {
		matches, _ := filepath.Glob(pattern)
		found = append(found, matches...)
	}
	return found
}

// What one run may leave behind by right: its record, once in the database and
// once in the journal before it; and what the service may hold in memory.
const (
	mostStored = 16 << 20
	mostHeld   = 200 << 20
)

// checkGrowth checks that the service has grown by no more than records.
func (l *lane) checkGrowth(t *testing.T, runs int) {
	t.Helper()
	now := bytesIn(t, l.worker.dir)
	if most := int64(runs+1) * mostStored; now-l.data > most {
		t.Errorf("DATA_DIR has grown by %d MiB in %d runs, want at most %d", (now-l.data)>>20, runs, most>>20)
	}
	l.data = now
	if held := l.worker.as(t).memory(); held > mostHeld {
		t.Errorf("the worker holds %d MiB, want at most %d", held>>20, mostHeld>>20)
	}
}

func bytesIn(t *testing.T, folder string) (n int64) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := file.Info(); err == nil { // it is not gone meanwhile
			n += info.Size()
		}
	}
	return n
}

// memory is what the service holds, in bytes.
func (s *service) memory() int64 {
	s.t.Helper()
	bytes, err := s.Memory()
	if err != nil {
		s.t.Fatal(err)
	}
	return bytes
}
