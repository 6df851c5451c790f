package executortest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// outputPatience is how long news may take on a busy machine.
const outputPatience = 20 * time.Second

// TestOutputs checks that what is published is told to those who follow. open
// gives each test both ends, which may be of different processes.
func TestOutputs(t *testing.T, open func(t *testing.T) (executor.OutputPublisher, executor.OutputWatcher)) {
	for name, test := range map[string]func(*testing.T, executor.OutputPublisher, executor.OutputWatcher){
		"ToldWhileItRuns":      toldWhileItRuns,
		"ToldFromTheStart":     toldFromTheStart,
		"ToldToEachByItself":   toldToEach,
		"AttemptsAreToldApart": attemptsToldApart,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, w := open(t)
			test(t, p, w)
		})
	}
}

func firstAttempt() executor.AttemptID {
	return executor.AttemptID{ExecutionID: uuid.Must(uuid.NewV7()), Number: 1}
}

func toldWhileItRuns(t *testing.T, p executor.OutputPublisher, w executor.OutputWatcher) {
	a := firstAttempt()
	f := w.Follow(a.ExecutionID)
	defer f.Stop()
	sink := p.Open(a)
	defer sink.Close()
	got := told{t: t, from: f}
	began := time.Now().Add(-time.Second)
	sink.Wrote(executor.Stdout, []byte("one, "))
	got.waitFor(1, executor.Stdout, "one, ")
	sink.Wrote(executor.Stderr, []byte("two, "))
	got.waitFor(1, executor.Stderr, "two, ")
	sink.Wrote(executor.Stdout, []byte("thr\xe2\x82"))
	sink.Wrote(executor.Stdout, []byte("\xac\x00"))
	got.waitFor(1, executor.Stdout, "one, thr€\ufffd")
	for _, c := range got.chunks {
		if c.Time.Before(began) || c.Time.After(time.Now().Add(time.Second)) {
			t.Errorf("chunk %+v has no time of now", c)
		}
	}
}

// toldFromTheStart: also whoever comes later.
func toldFromTheStart(t *testing.T, p executor.OutputPublisher, w executor.OutputWatcher) {
	a := firstAttempt()
	sink := p.Open(a)
	defer sink.Close()
	sink.Wrote(executor.Stdout, []byte("early, "))
	first := w.Follow(a.ExecutionID)
	(&told{t: t, from: first}).waitFor(1, executor.Stdout, "early, ")
	sink.Wrote(executor.Stdout, []byte("late"))
	second := w.Follow(a.ExecutionID)
	defer second.Stop()
	first.Stop()
	(&told{t: t, from: second}).waitFor(1, executor.Stdout, "early, late")
}

func toldToEach(t *testing.T, p executor.OutputPublisher, w executor.OutputWatcher) {
	a, other := firstAttempt(), firstAttempt()
	followers := make([]*told, 5)
	for i := range followers {
		f := w.Follow(a.ExecutionID)
		defer f.Stop()
		followers[i] = &told{t: t, from: f}
	}
	stranger := w.Follow(other.ExecutionID)
	defer stranger.Stop()
	sink := p.Open(a)
	defer sink.Close()
	text := strings.Repeat("0123456789", 1000)
	for piece := range strings.SplitSeq(text, "5") {
		sink.Wrote(executor.Stderr, []byte(piece))
		followers[0].chunks = append(followers[0].chunks, followers[0].from.Next()...)
	}
	for _, f := range followers {
		f.waitFor(1, executor.Stderr, strings.ReplaceAll(text, "5", ""))
	}
	if chunks := stranger.Next(); len(chunks) > 0 {
		t.Errorf("the follower of another execution was told %v", chunks)
	}
}

func attemptsToldApart(t *testing.T, p executor.OutputPublisher, w executor.OutputWatcher) {
	a := firstAttempt()
	f := w.Follow(a.ExecutionID)
	defer f.Stop()
	got := told{t: t, from: f}
	first := p.Open(a)
	first.Wrote(executor.Stdout, []byte("lost"))
	got.waitFor(1, executor.Stdout, "lost")
	a.Number = 2
	second := p.Open(a) // the first worker does not know yet that it is too late
	second.Wrote(executor.Stdout, []byte("kept"))
	got.waitFor(2, executor.Stdout, "kept")
	first.Close()
	second.Close()
}

// told is what a follower has been told.
type told struct {
	t      *testing.T
	from   executor.Following
	chunks []executor.Chunk
}

// waitFor waits until all that was told of an attempt's stream is text.
func (f *told) waitFor(attempt int, stream executor.Stream, text string) {
	f.t.Helper()
	patience := time.NewTimer(outputPatience)
	defer patience.Stop()
	for {
		f.chunks = append(f.chunks, f.from.Next()...)
		if f.text(attempt, stream) == text {
			return
		}
		select {
		case <-f.from.More():
		case <-patience.C:
			f.t.Fatalf("told %q of attempt %d's %s, want %q", f.text(attempt, stream), attempt, stream, text)
		}
	}
}

// text joins the chunks at their places.
func (f *told) text(attempt int, stream executor.Stream) string {
	var all []byte
	for _, c := range f.chunks {
		if c.Attempt != attempt || c.Stream != stream {
			continue
		}
		if end := int(c.At) + len(c.Text); end > len(all) {
			all = append(all, make([]byte, end-len(all))...)
		}
		copy(all[c.At:], c.Text)
	}
	return string(all)
}
