package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the unit of processor time below /proc: the kernel's USER_HZ is 100
// wherever livecode runs.
const tick = 10 * time.Millisecond

// procStat is what is used of /proc/PID/stat.
type procStat struct {
	parent int
	cpu    time.Duration // its own, and that of ended children it has waited for
}

// The fields of /proc/PID/stat after the command's name, which ends with the
// last parenthesis; see proc_pid_stat(5), where the first of them is number 3.
const (
	fieldParent  = 4 - 3
	fieldUser    = 14 - 3 // then system, and the two of waited-for children
	fieldsWanted = 18 - 3
)

func parseStat(line string) (procStat, error) {
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(fields) < fieldsWanted {
		return procStat{}, fmt.Errorf("/proc/PID/stat is not as expected: %q", line)
	}
	parent, err := strconv.Atoi(fields[fieldParent])
	if err != nil {
		return procStat{}, err
	}
	s := procStat{parent: parent}
	for _, f := range fields[fieldUser : fieldUser+4] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return procStat{}, err
		}
		s.cpu += time.Duration(n) * tick
	}
	return s, nil
}

func readStat(pid int) (procStat, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return procStat{}, err
	}
	return parseStat(string(line))
}

// treeCPU is the processor time of a process and all its descendants, living
// and ended.
func treeCPU(root int) (sum time.Duration, err error) {
	all, err := processes()
	if err != nil {
		return 0, err
	}
	if _, ok := all[root]; !ok {
		return 0, fmt.Errorf("process %d is gone", root)
	}
	for pid := range all {
		if descends(all, pid, root) {
			sum += all[pid].cpu
		}
	}
	return sum, nil
}

// processes reads all there are at the moment.
func processes() (map[int]procStat, error) {
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	all := make(map[int]procStat, len(folders))
	for _, folder := range folders {
		pid, err := strconv.Atoi(filepath.Base(folder))
		if err != nil {
			continue
		}
		s, err := readStat(pid)
		switch {
		case errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH): // it has just ended
		case err != nil:
			return nil, err
		default:
			all[pid] = s
		}
	}
	return all, nil
}

func descends(all map[int]procStat, pid, root int) bool {
	for pid != 0 && pid != root {
		pid = all[pid].parent
	}
	return pid == root
}

// machineCPU is the processor time that the machine has used since it is up.
func machineCPU() (time.Duration, error) {
	content, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := bytes.Cut(content, []byte("\n"))
	return parseMachineCPU(string(line))
}

// parseMachineCPU reads the first line of /proc/stat: cpu, user, nice, system,
// idle, iowait, irq, softirq and more. Time that a hypervisor stole was not
// ours.
func parseMachineCPU(line string) (sum time.Duration, err error) {
	fields := strings.Fields(line)
	if len(fields) < 8 || fields[0] != "cpu" {
		return 0, fmt.Errorf("/proc/stat is not as expected: %q", line)
	}
	for _, i := range []int{1, 2, 3, 6, 7} {
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n) * tick
	}
	return sum, nil
}

// footprint is what a process holds.
type footprint struct {
	RSSBytes    int64 `json:"rssBytes"`
	Threads     int64 `json:"threads"`
	Descriptors int64 `json:"descriptors"`
}

func footprintOf(pid int) (footprint, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return footprint{}, err
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return footprint{}, err
	}
	f := footprint{Descriptors: int64(len(open))}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		number, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		switch name {
		case "VmRSS":
			kib, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return footprint{}, err
			}
			f.RSSBytes = kib << 10
		case "Threads":
			if f.Threads, err = strconv.ParseInt(number, 10, 64); err != nil {
				return footprint{}, err
			}
		}
	}
	return f, nil
}
