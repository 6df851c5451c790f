package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
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
	unknown.since(unknown, e, &x)
	if x.CPUTime != time.Second || x.PeakMemoryBytes != 5<<20 || x.OOMKills != 0 {
		t.Errorf("without cgroup: %+v, want 1 s, 5 MiB, no OOM kill", x)
	}
	usage{cpu: 3 * time.Second, peak: 9 << 20, oomKills: 2}.since(usage{cpu: time.Second, oomKills: 1}, e, &x)
	if x.CPUTime != 2*time.Second || x.PeakMemoryBytes != 9<<20 || x.OOMKills != 1 {
		t.Errorf("with cgroup: %+v, want 2 s, 9 MiB, 1 OOM kill", x)
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

// TestOutputIsReadWhateverTheHost: the limit is seen although nothing has been
// sent yet.
func TestOutputIsReadWhateverTheHost(t *testing.T) {
	t.Parallel()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	slow, host := io.Pipe() // nobody reads it until the program has been stopped
	stopped := make(chan struct{})
	r := &runner{host: wire.NewWriter(host), stop: stopper{kill: sync.OnceFunc(func() { close(stopped) })}}
	const limit = 300_000
	out := r.pump(wire.TypeStdout, from, limit)
	if _, err := to.Write(make([]byte, limit+1)); err != nil {
		t.Fatal(err)
	}
	<-stopped
	go func() { _, _ = io.Copy(io.Discard, slow) }()
	to.Close()
	out.finish()
	if out.written != limit+1 {
		t.Errorf("counted %d bytes, want %d", out.written, limit+1)
	}
}

// TestOutputStopsAtTheLimit: what is beyond the limit is counted and not sent.
func TestOutputStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	for written, want := range map[int]struct {
		sent  int
		cause wire.Cause
	}{
		0: {0, wire.CauseNone}, 99: {99, wire.CauseNone}, 100: {100, wire.CauseNone},
		101: {100, wire.CauseOutputLimit}, 200_000: {100, wire.CauseOutputLimit},
	} {
		from, to, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var host bytes.Buffer
		killed := 0
		r := &runner{host: wire.NewWriter(&host), stop: stopper{kill: func() { killed++ }}}
		out := r.pump(wire.TypeStdout, from, 100)
		if _, err := to.Write(make([]byte, written)); err != nil {
			t.Fatal(err)
		}
		to.Close()
		out.finish()
		sent := 0
		for frames := wire.NewReader(&host); ; {
			_, payload, err := frames.Next()
			if err != nil {
				break
			}
			sent += len(payload)
		}
		if sent != want.sent || out.written != int64(written) || r.stop.cause() != want.cause || (killed > 0) != (want.cause != "") {
			t.Errorf("%d bytes: sent %d, counted %d, cause %q, killed %d times, want %d, %d, %q",
				written, sent, out.written, r.stop.cause(), killed, want.sent, written, want.cause)
		}
	}
}
