package executortest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// inputEnds are the two ends of the way of input, of one to two processes.
type inputEnds struct {
	*testing.T
	executor.InputPublisher
	executor.InputWatcher
}

// TestInputs checks that what clients send reaches the worker: in order, all of
// it, once. open gives each test both ends, which may be of different processes.
func TestInputs(t *testing.T, open func(t *testing.T) (executor.InputPublisher, executor.InputWatcher)) {
	for name, test := range map[string]func(inputEnds){
		"HeardAsItIsSent":        heardAsSent,
		"HeardFromTheStart":      heardFromTheStart,
		"ManySendersManyTimes":   manySenders,
		"NothingAfterTheEnd":     nothingAfterTheEnd,
		"NoMoreThanTheLimit":     noMoreThanTheLimit,
		"DiscardedIsGone":        discardedIsGone,
		"NothingAfterDiscard":    nothingAfterDiscard,
		"EachExecutionForItself": eachForItself,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, w := open(t)
			test(inputEnds{t, p, w})
		})
	}
}

func (e inputEnds) send(to executor.InputSink, text string) {
	e.Helper()
	if err := to.Send(e.Context(), []byte(text)); err != nil {
		e.Fatalf("Send(%.20q): %v", text, err)
	}
}

func (e inputEnds) end(to executor.InputSink) {
	e.Helper()
	if err := to.End(e.Context()); err != nil {
		e.Fatalf("End: %v", err)
	}
}

// heard is what one has heard who listens.
type heard struct {
	t     *testing.T
	from  executor.InputSource
	text  []byte
	ended bool
}

func (e inputEnds) listen(id uuid.UUID) *heard {
	return &heard{t: e.T, from: e.Listen(id)}
}

func (h *heard) next() {
	text, ended := h.from.Next()
	if h.ended && (len(text) > 0 || !ended) {
		h.t.Errorf("after the end came %q, ended %t", text, ended)
	}
	h.text, h.ended = append(h.text, text...), ended
}

// waitFor waits until so much has been heard, and that it has ended if it should.
func (h *heard) waitFor(bytes int, ended bool) string {
	h.t.Helper()
	patience := time.NewTimer(outputPatience)
	defer patience.Stop()
	for len(h.text) < bytes || h.ended != ended {
		select {
		case <-h.from.More():
			h.next()
		case <-patience.C:
			h.t.Fatalf("heard %d bytes, %.60q, ended %t, want %d, %t", len(h.text), h.text, h.ended, bytes, ended)
		}
	}
	return string(h.text)
}

// wants waits until text has been heard, and nothing else.
func (h *heard) wants(text string, ended bool) {
	h.t.Helper()
	if got := h.waitFor(len(text), ended); got != text {
		h.t.Errorf("heard %.200q, want %.200q", got, text)
	}
}

func heardAsSent(e inputEnds) {
	id := uuid.New()
	got := e.listen(id)
	defer got.from.Stop()
	sink := e.Open(id, 0)
	e.send(sink, "one\n")
	got.wants("one\n", false)
	e.send(sink, "tw")
	e.send(sink, "o\x00\xff\n")
	got.wants("one\ntwo\x00\xff\n", false)
	e.end(sink)
	got.wants("one\ntwo\x00\xff\n", true)
}

// heardFromTheStart: what was sent before anybody listened, and by each who
// listens, one after the other or at once.
func heardFromTheStart(e inputEnds) {
	id := uuid.New()
	sink := e.Open(id, 0)
	e.send(sink, "early, ")
	first := e.listen(id)
	first.wants("early, ", false)
	second := e.listen(id)
	defer second.from.Stop()
	second.wants("early, ", false)
	first.from.Stop()
	e.send(sink, "late")
	e.end(sink)
	third := e.listen(id)
	defer third.from.Stop()
	second.wants("early, late", true)
	third.wants("early, late", true)
}

// manySenders: what each sends comes in its order, and all of it once.
func manySenders(e inputEnds) {
	const senders, each = 4, 100
	id := uuid.New()
	got := e.listen(id)
	defer got.from.Stop()
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			sink := e.Open(id, 0)
			for i := range each {
				if err := sink.Send(e.Context(), fmt.Appendf(nil, "%d:%03d\n", s, i)); err != nil {
					e.Errorf("Send: %v", err)
				}
			}
		})
	}
	all.Wait()
	e.end(e.Open(id, 0))
	next := make([]int, senders)
	for line := range strings.Lines(got.waitFor(senders*each*len("0:000\n"), true)) {
		var s, i int
		if _, err := fmt.Sscanf(line, "%d:%d\n", &s, &i); err != nil || i != next[s] {
			e.Fatalf("heard %q, %v, want number %d of %d", line, err, next[s], s)
		}
		next[s]++
	}
	for s, n := range next {
		if n != each {
			e.Errorf("heard %d of sender %d, want %d", n, s, each)
		}
	}
}

func nothingAfterTheEnd(e inputEnds) {
	id := uuid.New()
	first, second := e.Open(id, 0), e.Open(id, 0)
	e.send(first, "all")
	e.end(second)
	for name, err := range map[string]error{
		"Send": first.Send(e.Context(), []byte("x")), "End": first.End(e.Context()), "the other's Send": second.Send(e.Context(), []byte("x")),
	} {
		if !errors.Is(err, executor.ErrInputEnded) {
			e.Errorf("%s after the end: got %v, want ErrInputEnded", name, err)
		}
	}
	got := e.listen(id)
	defer got.from.Stop()
	got.wants("all", true)
}

// noMoreThanTheLimit counts all that is sent, and what the execution began with.
func noMoreThanTheLimit(e inputEnds) {
	const stdin = 100_000
	id := uuid.New()
	first, second := e.Open(id, stdin), e.Open(id, stdin)
	full := func(sink executor.InputSink, text []byte) {
		e.Helper()
		if err := sink.Send(e.Context(), text); !errors.Is(err, executor.ErrInputFull) {
			e.Errorf("Send of %d bytes beyond the limit: got %v, want ErrInputFull", len(text), err)
		}
	}
	full(first, make([]byte, executor.MaxStdinBytes-stdin+1))
	half := bytes.Repeat([]byte("0123456789"), 50_000)
	e.send(first, string(half))
	full(second, half)
	rest := half[:executor.MaxStdinBytes-stdin-len(half)]
	e.send(second, string(rest))
	full(first, []byte("x"))
	e.end(first)
	got := e.listen(id)
	defer got.from.Stop()
	got.wants(string(half)+string(rest), true)
}

func discardedIsGone(e inputEnds) {
	id := uuid.New()
	got := e.listen(id)
	e.send(e.Open(id, 0), "old")
	got.wants("old", false)
	got.from.Stop()
	e.InputWatcher.Discard(id)
	e.untilEnded(e.Open(id, executor.MaxStdinBytes), "")
	again := e.listen(id)
	defer again.from.Stop()
	again.wants("", false)
}

// nothingAfterDiscard: whether something was sent before or not, whoever sends.
func nothingAfterDiscard(e inputEnds) {
	for _, before := range []string{"", "old"} {
		id := uuid.New()
		sink := e.Open(id, 0)
		if before != "" {
			e.send(sink, before)
		}
		e.InputPublisher.Discard(id)
		e.untilEnded(e.Open(id, 0), "x")
		for name, err := range map[string]error{
			"Send": sink.Send(e.Context(), []byte("y")), "End": sink.End(e.Context()), "a new one's End": e.Open(id, 0).End(e.Context()),
		} {
			if !errors.Is(err, executor.ErrInputEnded) {
				e.Errorf("%s after %q was discarded: got %v, want ErrInputEnded", name, before, err)
			}
		}
	}
}

// untilEnded sends until nothing more is taken: discarding waits for nobody.
func (e inputEnds) untilEnded(sink executor.InputSink, text string) {
	e.Helper()
	patience := time.Now().Add(outputPatience)
	for {
		err := sink.Send(e.Context(), []byte(text))
		if errors.Is(err, executor.ErrInputEnded) {
			return
		}
		if time.Now().After(patience) {
			e.Fatalf("Send after it was discarded: got %v, want ErrInputEnded", err)
		}
	}
}

func eachForItself(e inputEnds) {
	one, other := uuid.New(), uuid.New()
	a, b := e.listen(one), e.listen(other)
	defer a.from.Stop()
	defer b.from.Stop()
	e.send(e.Open(one, 0), "one")
	e.send(e.Open(other, 0), "other")
	e.end(e.Open(one, 0))
	a.wants("one", true)
	b.wants("other", false)
}
