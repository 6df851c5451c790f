package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/edtronaut/livecode/executor/docker"
)

// machine is where the figures come from.
type machine struct {
	Cores     int    `json:"cores"`
	Processor string `json:"processor"`
	MemoryGiB int64  `json:"memoryGiB"`
	Kernel    string `json:"kernel"`
	Go        string `json:"go"`

	Engine   string   `json:"engine"`
	Cgroup   string   `json:"cgroup"`
	Runtime  string   `json:"runtime"`  // the engine's default
	Runtimes []string `json:"runtimes"` // all it knows
	Software []string `json:"software"` // interpreters, and Postgres if it was used
}

// describe asks the machine and its engine.
func describe(ctx context.Context, engine *docker.Engine, runtimes []docker.Runtime) (machine, error) {
	info, err := engine.Info(ctx)
	if err != nil {
		return machine{}, err
	}
	m := machine{
		Cores:     runtime.NumCPU(),
		Processor: procField("/proc/cpuinfo", "model name"),
		Kernel:    kernel(),
		Go:        runtime.Version(),
		Engine:    info.ServerVersion,
		Cgroup:    info.CgroupVersion,
		Runtime:   info.DefaultRuntime,
	}
	if kib, err := strconv.ParseInt(strings.TrimSuffix(procField("/proc/meminfo", "MemTotal"), " kB"), 10, 64); err == nil {
		m.MemoryGiB = kib >> 20
	}
	m.Runtimes = slices.Sorted(maps.Keys(info.Runtimes))
	for _, rt := range runtimes {
		m.Software = append(m.Software, rt.Name+" "+rt.Image.Version)
	}
	return m, nil
}

// procField is the value of the first line "name : value" of a file, or empty.
func procField(file, name string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func kernel() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return ""
	}
	release, _, _ := bytes.Cut(u.Release[:], []byte{0})
	return string(release)
}
