package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// usage is what the container's cgroup has counted; negative where it does
// not tell, as under gVisor.
type usage struct {
	cpu      time.Duration
	peak     int64 // bytes
	oomKills int64
}

// readUsage reads the counters of cgroup v2, or else of v1. Any user may read
// them inside the container.
func readUsage() usage {
	if dir, ok := cgroup2Dir(); ok {
		return usage{
			cpu:      times(counter(dir+"/cpu.stat", "usage_usec"), time.Microsecond),
			peak:     counter(dir+"/memory.peak", ""), // Linux 5.19 and later
			oomKills: counter(dir+"/memory.events", "oom_kill"),
		}
	}
	return usage{
		cpu:      times(counter("/sys/fs/cgroup/cpuacct/cpuacct.usage", ""), time.Nanosecond),
		peak:     counter("/sys/fs/cgroup/memory/memory.max_usage_in_bytes", ""),
		oomKills: counter("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill"),
	}
}

// since writes what was used from before until now into x. Where the cgroup
// does not tell, the wait statuses do for want of better.
func (now usage) since(before usage, e end, x *wire.Exit) {
	x.CPUTime, x.PeakMemoryBytes = e.cpu, e.maxRSS
	if now.cpu >= 0 && before.cpu >= 0 {
		x.CPUTime = now.cpu - before.cpu
	}
	if now.peak >= 0 {
		x.PeakMemoryBytes = now.peak
	}
	x.OOMKills = max(0, now.oomKills) - max(0, before.oomKills)
}

// cgroup2Dir finds the container's own directory in the v2 hierarchy: the
// mount itself where the container has a cgroup namespace, as engines make it,
// and otherwise the path that /proc names.
func cgroup2Dir() (string, bool) {
	const mount = "/sys/fs/cgroup"
	if _, err := os.Stat(mount + "/cgroup.controllers"); err != nil {
		return "", false
	}
	line, err := os.ReadFile("/proc/self/cgroup")
	if err == nil {
		path := strings.TrimPrefix(strings.TrimSpace(string(line)), "0::")
		dir := filepath.Join(mount, path)
		if _, err := os.Stat(dir + "/memory.events"); err == nil {
			return dir, true
		}
	}
	return mount, true
}

// counter reads the number in file that follows key at the start of a line, or
// the number that is all of file if key is empty; -1 if it is not there.
func counter(file, key string) int64 {
	data, err := os.ReadFile(file)
	if err != nil {
		return -1
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		value, ok := lines.Text(), true
		if key != "" {
			value, ok = strings.CutPrefix(value, key+" ")
		}
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	return -1
}

func times(n int64, unit time.Duration) time.Duration {
	if n < 0 {
		return -1
	}
	return time.Duration(n) * unit
}
