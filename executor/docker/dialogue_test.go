package docker

import (
	"bytes"
	"errors"
	"math"
	"runtime"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

var testRuntime = Runtime{Language: executor.Language{Limits: executor.Limits{OutputBytes: 64, WallTime: time.Second}}}

// said is the attach stream of a runner that says what say writes.
func said(say func(w *wire.Writer)) []byte {
	var frames bytes.Buffer
	say(wire.NewWriter(&frames))
	return piece(engineStdout, frames.String())
}

// newUnsealed is newDialogue for frames as said writes them, without a seal.
func newUnsealed(outputLimit int64) *dialogue {
	d := newDialogue(outputLimit)
	d.seal = wire.Seal{}
	return d
}

// TestDialogueCollectsHeadAndTail: what the runner sends around its gaps comes
// as two outputs.
func TestDialogueCollectsHeadAndTail(t *testing.T) {
	t.Parallel()
	d := newUnsealed(testRuntime.Limits.OutputBytes)
	d.listen(bytes.NewReader(said(func(w *wire.Writer) {
		_ = w.Write(wire.TypeStarted, nil)
		_ = w.Write(wire.TypeStdout, []byte("first "))
		_ = w.Write(wire.TypeStderr, []byte("all"))
		_ = w.WriteGap(wire.Gap{Stream: wire.TypeStdout, Bytes: 1000})
		_ = w.Write(wire.TypeStdout, []byte("last"))
		_ = w.WriteMessage(wire.TypeExit, wire.Exit{StdoutBytes: 1010, StderrBytes: 3, OOMKills: 2})
	})))
	r := d.result(testRuntime, "runc")
	if string(r.Stdout.Kept) != "first last" || r.Stdout.Tail != 4 || r.Stdout.Written != 1010 {
		t.Errorf("stdout = %+v, want first, a gap to 1010 bytes, last", r.Stdout)
	}
	if string(r.Stderr.Kept) != "all" || r.Stderr.Truncated() {
		t.Errorf("stderr = %+v, want all", r.Stderr)
	}
	if r.Termination != executor.TerminationOutputLimit || r.OOMKills != 2 {
		t.Errorf("ended as %s, %d OOM kills, want output_limit, 2", r.Termination, r.OOMKills)
	}
}

// TestDialogueEndsAtNonsense: a runner that says what it may not is not listened
// to any longer, and what it says of the end counts for nothing.
func TestDialogueEndsAtNonsense(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typ     wire.Type
		payload string
		want    error
	}{
		"more than the limit":   {wire.TypeStderr, string(make([]byte, 65)), errOverrun},
		"a gap of nothing":      {wire.TypeGap, "o\x00\x00\x00\x00\x00\x00\x00\x00", wire.ErrGap},
		"exit code 256":         {wire.TypeExit, `{"exitCode": 256}`, errExit},
		"exit code -1":          {wire.TypeExit, `{"exitCode": -1}`, errExit},
		"signal 65":             {wire.TypeExit, `{"signal": 65}`, errExit},
		"a year":                {wire.TypeExit, `{"wallTime": 31536000000000000}`, errExit},
		"less than no time":     {wire.TypeExit, `{"wallTime": -1}`, errExit},
		"less than no CPU time": {wire.TypeExit, `{"cpuTime": -1}`, errExit},
		"less than no memory":   {wire.TypeExit, `{"peakMemoryBytes": -1}`, errExit},
		"less than no kills":    {wire.TypeExit, `{"oomKills": -1}`, errExit},
		"another protocol":      {wire.TypeHello, `{"protocol": 1}`, errProtocol},
	} {
		d := newUnsealed(testRuntime.Limits.OutputBytes)
		d.listen(bytes.NewReader(said(func(w *wire.Writer) {
			_ = w.Write(wire.TypeStarted, nil)
			_ = w.Write(c.typ, []byte(c.payload))
			_ = w.WriteMessage(wire.TypeExit, wire.Exit{})
		})))
		if !errors.Is(d.err, c.want) || d.exit != nil {
			t.Errorf("%s: err = %v, exit = %+v, want %v and none", name, d.err, d.exit, c.want)
		}
	}
}

// endless gives the same bytes again and again.
type endless struct{ bytes, left []byte }

func (e *endless) Read(p []byte) (int, error) {
	if len(e.left) == 0 {
		e.left = e.bytes
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

// TestLyingRunnersFillNoMemory: runners that send output without end are heard
// up to the limit, whatever they leave out, and cost no more than buffers of that
// size.
func TestLyingRunnersFillNoMemory(t *testing.T) { // not parallel: it measures the process
	const limit, runners = 1 << 20, 50
	data := make([]byte, wire.MaxData)
	flood := said(func(w *wire.Writer) {
		_ = w.Write(wire.TypeStdout, data)
		_ = w.Write(wire.TypeStderr, data)
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runners {
		d := newUnsealed(limit)
		d.listen(&endless{bytes: flood})
		if !errors.Is(d.err, errOverrun) || len(d.stdout.kept) != limit || len(d.stderr.kept) > limit {
			t.Fatalf("listen() = %v, kept %d and %d bytes, want errOverrun, at most %d", d.err, len(d.stdout.kept), len(d.stderr.kept), limit)
		}
	}
	runtime.ReadMemStats(&after)
	// Each stream's buffer doubles until it is as large as the limit.
	const most = 2*2*limit + 4*wire.MaxData
	if each := (after.TotalAlloc - before.TotalAlloc) / runners; each > most {
		t.Errorf("one flood allocates %d bytes in all, want at most %d", each, most)
	}
}

// FuzzDialogue: whatever a runner sends, listening ends with the stream, holds no
// more than the limit, and gives a result that can be stored.
func FuzzDialogue(f *testing.F) {
	f.Add(said(func(w *wire.Writer) {
		_ = w.WriteMessage(wire.TypeHello, wire.Hello{Protocol: wire.Protocol})
		_ = w.Write(wire.TypeReady, nil)
		_ = w.Write(wire.TypeStarted, nil)
		_ = w.Write(wire.TypeStdout, make([]byte, 50))
		_ = w.WriteGap(wire.Gap{Stream: wire.TypeStdout, Bytes: math.MaxInt64})
		_ = w.Write(wire.TypeStdout, []byte("\x82\x82 last"))
		_ = w.WriteMessage(wire.TypeExit, wire.Exit{ExitCode: 3, StdoutBytes: math.MaxInt64})
	})[8:])
	f.Add(said(func(w *wire.Writer) { _ = w.Write(wire.TypeStderr, make([]byte, 65)) })[8:])
	f.Fuzz(func(t *testing.T, frames []byte) {
		d := newUnsealed(testRuntime.Limits.OutputBytes)
		d.listen(bytes.NewReader(piece(engineStdout, string(frames))))
		if (d.exit == nil) == (d.err == nil) {
			t.Fatalf("listen() ended with exit %+v and error %v, want one of them", d.exit, d.err)
		}
		r := d.result(testRuntime, "runc")
		for _, out := range []executor.Output{r.Stdout, r.Stderr} {
			text, gap, _ := out.Text()
			if int64(len(out.Kept)) > testRuntime.Limits.OutputBytes || out.Written < int64(len(out.Kept)) ||
				gap.At > int64(len(text)) || gap.Bytes < 0 || (gap.Bytes > 0) != out.Truncated() || !utf8.ValidString(text) {
				t.Fatalf("output %+v gives %q, %+v", out, text, gap)
			}
		}
		if d.exit != nil && r.Termination == "" || r.ExitCode < 0 || r.ExitCode > 255 || r.WallTime < 0 || r.OOMKills < 0 {
			t.Fatalf("result %+v cannot be", r)
		}
	})
}

// TestDialogueHearsTheRunnerAlone: a frame without the job's seal ends it.
func TestDialogueHearsTheRunnerAlone(t *testing.T) {
	t.Parallel()
	d := newDialogue(testRuntime.Limits.OutputBytes)
	d.listen(bytes.NewReader(said(func(w *wire.Writer) {
		w.Seal(d.seal)
		_ = w.Write(wire.TypeStarted, nil)
		w.Seal(wire.Seal{})
		_ = w.WriteMessage(wire.TypeExit, wire.Exit{})
	})))
	if !errors.Is(d.err, wire.ErrSeal) || d.exit != nil || d.startedAt.IsZero() {
		t.Errorf("listen() = %v, exit %+v, started at %v, want ErrSeal, none, a time", d.err, d.exit, d.startedAt)
	}
}
