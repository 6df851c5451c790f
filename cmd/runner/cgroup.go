package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cgroup names the files in which the container's cgroup counts. Any user may
// read them inside the container, and nobody may write them there.
type cgroup struct {
	cpu          gauge
	cpuUnit      time.Duration
	memory, peak gauge // bytes
	limit        gauge // of memory
	oomKills     gauge
}

// findCgroup finds the files of cgroup v2, or else of v1.
func findCgroup() cgroup {
	if dir, ok := cgroup2Dir(); ok {
		return cgroup{
			cpu: gauge{dir + "/cpu.stat", "usage_usec"}, cpuUnit: time.Microsecond,
			memory:   gauge{dir + "/memory.current", ""},
			limit:    gauge{dir + "/memory.max", ""},
			peak:     gauge{dir + "/memory.peak", ""}, // Linux 5.19 and later
			oomKills: gauge{dir + "/memory.events", "oom_kill"},
		}
	}
	const cpu, memory = "/sys/fs/cgroup/cpuacct/cpuacct.", "/sys/fs/cgroup/memory/memory."
	return cgroup{
		cpu: gauge{cpu + "usage", ""}, cpuUnit: time.Nanosecond,
		memory:   gauge{memory + "usage_in_bytes", ""},
		limit:    gauge{memory + "limit_in_bytes", ""},
		peak:     gauge{memory + "max_usage_in_bytes", ""},
		oomKills: gauge{memory + "oom_control", "oom_kill"},
	}
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

// gauge is a number in a file, see [counter].
type gauge struct{ file, key string }

func (g gauge) read() int64 { return counter(g.file, g.key) }

// counter reads the number in file that follows key at the start of a line, or
// the number that is all of file if key is empty; -1 if it is not there.
func counter(file, key string) int64 {
	data, err := os.ReadFile(file)
	if err != nil {
		return -1
	}
	return number(data, key)
}

// number is [counter] of a file's text.
func number(text []byte, key string) int64 {
	for line := range bytes.Lines(text) {
		value, ok := bytes.TrimSpace(line), true
		if key != "" {
			value, ok = bytes.CutPrefix(value, append([]byte(key), ' '))
		}
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	return -1
}
