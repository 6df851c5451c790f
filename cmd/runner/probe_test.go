package main

import (
	"strings"
	"testing"

	"github.com/edtronaut/livecode/executor/wire"
)

func TestRoutedDevice(t *testing.T) {
	t.Parallel()
	const (
		heading  = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
		nowhere6 = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n"
		own6     = "00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo\n"
	)
	for table, want := range map[string]string{
		"":              "",
		heading:         "",
		nowhere6 + own6: "",
		nowhere6 + "\n": "",
		heading + "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n":       "eth0",
		heading + "lo\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n":         "",
		own6 + strings.Replace(nowhere6, " lo", " eth0", 1):                            "eth0",
		"fe800000000000000000000000000000 40" + strings.Repeat(" 0", 7) + "     wlan0": "wlan0",
	} {
		if got := routedDevice(table); got != want {
			t.Errorf("routedDevice(%q) = %q, want %q", table, got, want)
		}
	}
}

// TestOutOfReach: the test can look into itself.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	if err := outOfReach("/proc/self"); err == nil {
		t.Error("outOfReach(/proc/self) = nil, want what can be opened")
	}
	if err := outOfReach("/proc/0"); err != nil {
		t.Errorf("outOfReach() of a process that is not there = %v, want nil", err)
	}
}

// TestEveryCheckIsMade: there is one for each name.
func TestEveryCheckIsMade(t *testing.T) {
	t.Parallel()
	for _, name := range wire.Checks {
		if checks[name] == nil {
			t.Errorf("there is no check %s", name)
		}
	}
	if len(checks) != len(wire.Checks) {
		t.Errorf("%d checks for %d names", len(checks), len(wire.Checks))
	}
}
