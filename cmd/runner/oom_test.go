package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// TestOOMWatch: a kill counts as another's only if the first process was seen to
// live on, some time after the kill had been counted.
func TestOOMWatch(t *testing.T) {
	t.Parallel()
	type look struct {
		kills  int64
		doomed bool
		after  time.Duration // since the look before
		full   bool          // there is no memory
	}
	const soon, late = oomSettle / 2, oomSettle
	const full = true
	for name, c := range map[string]struct {
		looks  []look
		others int64
	}{
		"nothing happens":                   {[]look{{0, false, late, false}, {0, false, late, false}}, 0},
		"another is killed":                 {[]look{{0, false, late, false}, {1, false, late, false}, {1, false, late, false}}, 1},
		"seen but once":                     {[]look{{0, false, late, false}, {1, false, late, false}}, 0},
		"seen again too soon":               {[]look{{1, false, late, false}, {1, false, soon, false}}, 0},
		"the first is killed":               {[]look{{1, true, late, false}, {1, true, late, false}, {1, true, late, false}}, 0},
		"killed by itself meanwhile":        {[]look{{1, false, late, false}, {1, true, late, false}}, 0},
		"another, then the first":           {[]look{{1, false, late, false}, {1, false, late, false}, {2, true, late, false}, {2, true, late, false}}, 1},
		"two others":                        {[]look{{1, false, late, false}, {2, false, late, false}, {2, false, soon, false}, {2, false, late, false}}, 2},
		"the cgroup does not tell":          {[]look{{-1, false, late, false}, {-1, false, late, false}}, 0},
		"memory stays full":                 {[]look{{1, false, late, full}, {1, false, late, full}, {1, true, late, full}}, 0},
		"memory stays full for long":        {[]look{{1, false, late, full}, {1, false, oomPatience, full}}, 1},
		"killed together with another":      {[]look{{2, true, late, full}, {2, true, late, full}}, 0},
		"many others while it is full":      {[]look{{1, false, soon, full}, {5, false, soon, full}, {5, true, late, false}}, 4},
		"another, before it ends by itself": {[]look{{1, false, late, false}, {1, false, late, false}, {1, true, late, false}}, 1},
	} {
		var now look // the present one
		clock := time.Now()
		w := &oomWatch{
			kills: func() int64 { return now.kills },
			room: func() int64 {
				if now.full {
					return oomRelief - 1
				}
				return 1 << 30
			},
			doomed: func() bool { return now.doomed },
		}
		for _, now = range c.looks {
			clock = clock.Add(now.after)
			if again, soon := w.look(clock), now.full || w.others < w.seen; soon != (again == oomSettle) {
				t.Errorf("%s: looks again after %v", name, again)
			}
		}
		if w.others != c.others {
			t.Errorf("%s: %d others, want %d", name, w.others, c.others)
		}
	}
}

// TestOOMWatchHurriesNearTheLimit: it looks as often as a program could come to
// its limit, and no more often.
func TestOOMWatchHurriesNearTheLimit(t *testing.T) {
	t.Parallel()
	for room, want := range map[int64]time.Duration{
		1 << 40: oomIdle, 200 << 20: oomIdle, 100 << 20: 25 * time.Millisecond, 20 << 20: oomSettle, 0: oomSettle, -5: oomSettle,
	} {
		w := &oomWatch{kills: func() int64 { return 0 }, room: func() int64 { return room }}
		if got := w.look(time.Now()); got != want {
			t.Errorf("with %d bytes left, looks again after %v, want %v", room, got, want)
		}
	}
}

// TestDoomed: what the kernel says of living processes, and of one that has been
// killed, before and after it is reaped.
func TestDoomed(t *testing.T) {
	t.Parallel()
	program := exec.Command("cat")
	if _, err := program.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	watch := new(runner).newOOMWatch(program.Process.Pid)
	if watch.doomed() {
		t.Error("doomed() of a program that waits = true")
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if !watch.doomed() {
		t.Error("doomed() of a killed program = false")
	}
	_ = program.Wait()
	if !watch.doomed() {
		t.Error("doomed() of one that is gone = false")
	}
	for text, want := range map[string]bool{
		"State:\tS (sleeping)\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\n": false,
		"State:\tS (sleeping)\nSigPnd:\t0000000000004000\nShdPnd:\t0000000000000001\n": false,
		"State:\tR (running)\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000100\n":  true,
		"State:\tR (running)\nSigPnd:\t0000000000000100\nShdPnd:\t0000000000000000\n":  true,
		"State:\tZ (zombie)\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\n":   false,
		"State:\tZ (zombie)\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000100\n":   true,
		"State:\tR (running)\nSigPnd:\t0000000000000000\n":                             true,
		"State:\tR (running)\n": false, // gVisor
		"":                      true,
	} {
		if got := doomed([]byte(text)); got != want {
			t.Errorf("doomed(%q) = %t, want %t", text, got, want)
		}
	}
}

// TestHeldFilesTakeNoMemory: what is looked at while memory runs out must not take
// more of it.
func TestHeldFilesTakeNoMemory(t *testing.T) { // not parallel: it measures the process
	events := filepath.Join(t.TempDir(), "memory.events")
	if err := os.WriteFile(events, []byte("oom 4\noom_kill 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := (&runner{cgroup: cgroup{oomKills: gauge{events, "oom_kill"}}}).newOOMWatch(os.Getpid())
	if kills, doomed := w.kills(), w.doomed(); kills != 3 || doomed {
		t.Errorf("kills() = %d, doomed() = %t, want 3, false", kills, doomed)
	}
	if allocated := testing.AllocsPerRun(100, func() { w.look(time.Now()); w.doomed() }); allocated > 0 {
		t.Errorf("a look allocates %v times, want never", allocated)
	}
}

// TestCauseIsOfWhoeverWasFirst: a program that has been killed already is not ended
// by us.
func TestCauseIsOfWhoeverWasFirst(t *testing.T) {
	t.Parallel()
	ends, killed := false, 0
	s := stopper{kill: func() { killed++ }}
	s.spare(func() bool { return ends })
	ends = true
	s.because(wire.CauseWallTimeout)
	if s.cause() != wire.CauseNone || killed != 1 {
		t.Errorf("cause %q after %d kills of a program that is dying, want none and 1", s.cause(), killed)
	}
	ends = false
	s.because(wire.CauseOutputLimit)
	ends = true
	s.because(wire.CauseWallTimeout)
	if s.cause() != wire.CauseOutputLimit || killed != 3 {
		t.Errorf("cause %q after %d kills, want the first and 3", s.cause(), killed)
	}
}

// TestTimeIsUpToTheKill: what comes after it is the kernel's.
func TestTimeIsUpToTheKill(t *testing.T) {
	t.Parallel()
	s := stopper{kill: func() {}}
	end := time.Now().Add(time.Minute)
	if got := s.until(end); got != end {
		t.Errorf("until() of a program that was not killed = %v, want its end", got)
	}
	s.because(wire.CauseWallTimeout)
	if got := s.until(end); !got.Before(end) {
		t.Errorf("until() of a program that was killed a minute before its end = %v, want the kill", got)
	}
	if early := time.Now().Add(-time.Minute); s.until(early) != early {
		t.Errorf("until() of a program that had ended before = %v, want its end", s.until(early))
	}
}
