package main

import (
	"os"
	"testing"
	"time"
)

func TestParseStatOfANameWithParentheses(t *testing.T) {
	t.Parallel()
	const line = "42 (a) b (c)) S 7 42 42 0 -1 4194560 100 200 0 0 5 6 70 800 20 0 1 0 99 1000 10"
	got, err := parseStat(line)
	if want := (procStat{parent: 7, cpu: 881 * tick}); err != nil || got != want {
		t.Errorf("parseStat(%q) = %+v, %v, want %+v", line, got, err, want)
	}
}

func TestParseStatRefusesWhatIsCutOff(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"", "42 (a) S 7", "42 (a"} {
		if got, err := parseStat(line); err == nil {
			t.Errorf("parseStat(%q) = %+v, want an error", line, got)
		}
	}
}

func TestParseMachineCPUCountsNeitherIdleNorStolenTime(t *testing.T) {
	t.Parallel()
	const line = "cpu  1 20 300 9999 9999 4000 50000 9999 0 0"
	got, err := parseMachineCPU(line)
	if want := 54321 * tick; err != nil || got != want {
		t.Errorf("parseMachineCPU(%q) = %v, %v, want %v", line, got, err, want)
	}
}

func TestTreeCPUCountsDescendants(t *testing.T) {
	t.Parallel()
	all := map[int]procStat{1: {}, 10: {parent: 1}, 11: {parent: 10}, 12: {parent: 11}, 20: {parent: 1}}
	for pid, want := range map[int]bool{1: false, 10: true, 11: true, 12: true, 20: false} {
		if got := descends(all, pid, 10); got != want {
			t.Errorf("descends(%d, 10) = %t, want %t", pid, got, want)
		}
	}
}

// TestOwnFigures reads the real files below /proc.
func TestOwnFigures(t *testing.T) {
	t.Parallel()
	for begin := time.Now(); time.Since(begin) < 2*tick; { // processor time, to be seen below
		_ = begin
	}
	if cpu, err := treeCPU(os.Getpid()); err != nil || cpu <= 0 {
		t.Errorf("treeCPU of this process = %v, %v, want more than nothing", cpu, err)
	}
	if cpu, err := machineCPU(); err != nil || cpu <= 0 {
		t.Errorf("machineCPU() = %v, %v, want more than nothing", cpu, err)
	}
	f, err := footprintOf(os.Getpid())
	if err != nil || f.RSSBytes < 1<<20 || f.Threads < 1 || f.Descriptors < 3 {
		t.Errorf("footprintOf this process = %+v, %v, want memory, threads and descriptors", f, err)
	}
}
