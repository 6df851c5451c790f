package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

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
	finish(out)
	if out.written != limit+1 {
		t.Errorf("counted %d bytes, want %d", out.written, limit+1)
	}
}

// TestOutputIsReadThoughItsTimeIsOver: who hides the end of a stream ends the wait
// for it, and not what was written.
func TestOutputIsReadThoughItsTimeIsOver(t *testing.T) {
	t.Parallel()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close() // and not before: the stream has no end
	sent, host := io.Pipe()
	go func() { _, _ = io.Copy(io.Discard, sent) }()
	if err := from.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write(make([]byte, 50_000)); err != nil {
		t.Fatal(err)
	}
	out := (&runner{host: wire.NewWriter(host)}).pump(wire.TypeStdout, from, 1<<20)
	<-out.sent
	if out.written != 50_000 {
		t.Errorf("counted %d bytes, want 50000", out.written)
	}
}

// TestSmallPiecesAreSentTogether: however many pieces a program writes, the
// host gets few.
func TestSmallPiecesAreSentTogether(t *testing.T) {
	t.Parallel()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	sent, host := io.Pipe()
	out := (&runner{host: wire.NewWriter(host)}).pump(wire.TypeStdout, from, 1<<20)
	frames := make(chan int)
	go func() {
		n := 0
		for r := wire.NewReader(sent); ; n++ {
			if _, _, err := r.Next(); err != nil {
				break
			}
		}
		frames <- n
	}()
	const pieces = 20_000
	start := time.Now()
	for range pieces {
		if _, err := to.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(start)
	to.Close()
	finish(out)
	host.Close()
	if n, most := <-frames, int(took/gatherTime)+3; n > most || out.written != pieces {
		t.Errorf("%d pieces in %v became %d frames with %d bytes, want at most %d frames with all", pieces, took, n, out.written, most)
	}
}

// sequence is n bytes that tell where in it they are: numbers of eight bytes.
func sequence(n int) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%07d\n", i)
	}
	return b.Bytes()[:n]
}

// TestOutputKeepsHeadAndTail: up to the limit all of it is sent; beyond, the
// first seven eighths of the limit and the last eighth, and how much lacks.
func TestOutputKeepsHeadAndTail(t *testing.T) {
	t.Parallel()
	const limit = 80_000
	for written, want := range map[int]struct {
		head, tail int
		gap        int64
		cause      wire.Cause
	}{
		0:             {head: 0},
		1:             {head: 1},
		limit * 7 / 8: {head: limit * 7 / 8},
		limit:         {head: limit},
		limit + 1:     {70_000, 10_000, 1, wire.CauseOutputLimit},
		limit + 9_999: {70_000, 10_000, 9_999, wire.CauseOutputLimit},
		limit * 10:    {70_000, 10_000, limit * 9, wire.CauseOutputLimit},
	} {
		all := sequence(written)
		out, host := pumped(t, all, limit)
		var head, tail []byte
		var gaps []wire.Gap
		frames := wire.NewReader(host)
		for typ, payload, err := frames.Next(); err == nil; typ, payload, err = frames.Next() {
			switch {
			case typ == wire.TypeGap:
				gap, _ := wire.DecodeGap(payload)
				gaps = append(gaps, gap)
			case len(gaps) == 0:
				head = append(head, payload...)
			default:
				tail = append(tail, payload...)
			}
		}
		if !bytes.Equal(head, all[:want.head]) || !bytes.Equal(tail, all[written-want.tail:]) {
			t.Errorf("of %d bytes: sent %d and %d, %.20q…%.20q, want %d and %d as they were written",
				written, len(head), len(tail), head, tail, want.head, want.tail)
		}
		if gap := (wire.Gap{Stream: wire.TypeStderr, Bytes: want.gap}); len(gaps) > 1 || want.gap > 0 != (len(gaps) == 1) || len(gaps) == 1 && gaps[0] != gap {
			t.Errorf("of %d bytes: gaps %+v, want %+v", written, gaps, gap)
		}
		if out.written != int64(written) || out.cause != want.cause {
			t.Errorf("of %d bytes: counted %d, cause %q, want %q", written, out.written, out.cause, want.cause)
		}
	}
}

type pumpedOutput struct {
	written int64
	cause   wire.Cause
}

// pumped is what came of all through a pump.
func pumped(t *testing.T, all []byte, limit int64) (pumpedOutput, *bytes.Buffer) {
	t.Helper()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	host := new(bytes.Buffer)
	r := &runner{host: wire.NewWriter(host), stop: stopper{kill: func() {}}}
	out := r.pump(wire.TypeStderr, from, limit)
	if _, err := to.Write(all); err != nil {
		t.Fatal(err)
	}
	to.Close()
	finish(out)
	return pumpedOutput{out.written, r.stop.cause()}, host
}

// TestLastBytesAreNeverLost: what a process writes just before it ends arrives,
// each of 500 times.
func TestLastBytesAreNeverLost(t *testing.T) {
	t.Parallel()
	for i := range 500 {
		from, to, err := outputPipe()
		if err != nil {
			t.Fatal(err)
		}
		host := new(bytes.Buffer)
		r := &runner{host: wire.NewWriter(host), stop: stopper{kill: func() {}}}
		program := exec.Command("sh", "-c", `printf first...last; kill -9 $$`)
		program.Stdout = to
		if err := program.Start(); err != nil {
			t.Fatal(err)
		}
		to.Close()
		out := r.pump(wire.TypeStdout, from, 12) // the last byte of which is the tail
		_ = program.Wait()
		finish(out)
		frames := wire.NewReader(host)
		_, head, _ := frames.Next()
		got := string(head)
		_, last, err := frames.Next()
		if got += string(last); got != "first...last" {
			t.Fatalf("time %d: got %q, %v, want %q", i, got, err, "first...last")
		}
	}
}
