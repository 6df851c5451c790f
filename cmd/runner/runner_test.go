package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

func TestCounter(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "memory.events")
	if err := os.WriteFile(file, []byte("low 0\noom 3\noom_kill 2\noom_group_kill 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(t.TempDir(), "memory.peak")
	if err := os.WriteFile(plain, []byte("4096\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file, key string
		want      int64
	}{
		{file, "oom_kill", 2}, {file, "oom", 3}, {file, "high", -1}, {file, "", -1},
		{plain, "", 4096}, {plain + "x", "", -1},
	} {
		if got := counter(c.file, c.key); got != c.want {
			t.Errorf("counter(%s, %q) = %d, want %d", filepath.Base(c.file), c.key, got, c.want)
		}
	}
}

// TestUsageFallsBack: where the cgroup does not tell, the wait statuses do.
func TestUsageFallsBack(t *testing.T) {
	t.Parallel()
	e := end{cpu: time.Second, maxRSS: 5 << 20}
	unknown := usage{cpu: -1, peak: -1, oomKills: -1}
	var x wire.Exit
	unknown.since(unknown, -1, e, &x)
	if x.CPUTime != time.Second || x.PeakMemoryBytes != 5<<20 || x.OOMKills != 0 {
		t.Errorf("without cgroup: %+v, want 1 s, 5 MiB, no OOM kill", x)
	}
	before := usage{cpu: time.Second, own: 5 * time.Millisecond, oomKills: 1}
	usage{cpu: 3 * time.Second, own: 8 * time.Millisecond, peak: 9 << 20, oomKills: 2}.since(before, 2<<20, e, &x)
	if x.CPUTime != 1997*time.Millisecond || x.PeakMemoryBytes != 7<<20 || x.OOMKills != 1 {
		t.Errorf("with cgroup: %+v, want 2 s less the runner's 3 ms, 9 MiB less 2, 1 OOM kill", x)
	}
}

func TestInputReachesTheProgramInOrder(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in := newBuffer()
	go feed(in, w)
	want := strings.Repeat("0123456789", 20_000) // more than a pipe holds
	for b := []byte(want); len(b) > 0; b = b[1000:] {
		in.add(b[:1000])
	}
	in.end()
	got, err := io.ReadAll(r)
	if err != nil || string(got) != want {
		t.Errorf("read %d bytes, %v, want the %d bytes as they were", len(got), err, len(want))
	}
}

// TestInputDoesNotBlock: adding never waits for a program that does not read.
func TestInputDoesNotBlock(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in := newBuffer()
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		feed(in, w)
	}()
	for range 1024 {
		in.add(make([]byte, 1024))
	}
	r.Close() // the program is gone
	<-fed
}
