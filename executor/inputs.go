package executor

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// InputLinger is how long input is kept after the last of it, should nobody
// discard it: for executions that wait, and for further attempts.
const InputLinger = time.Hour

// InputEndLinger is how long it is remembered that an execution's input was
// discarded: longer than those who are attached take to learn of its end.
const InputEndLinger = time.Minute

// maxInputs bounds what all executions' input takes within one process, in
// bytes. What clients send beyond it is refused.
const maxInputs = 64 << 20

// Inputs is the InputPublisher and the InputWatcher within one process. The zero
// value is ready.
type Inputs struct {
	mu    sync.Mutex
	lines map[uuid.UUID]*inputLine
	bytes int // of all lines
}

var (
	_ InputPublisher = (*Inputs)(nil)
	_ InputWatcher   = (*Inputs)(nil)
)

// inputLine is the input of one execution.
type inputLine struct {
	text    []byte
	ended   bool
	over    bool // discarded: nothing more is taken
	readers map[*inputSource]struct{}
	expiry  *time.Timer // nil for what is kept only as long as it is read
}

// Open begins what one client sends to an execution.
func (in *Inputs) Open(id uuid.UUID, stdin int) InputSink {
	return &inputSink{inputs: in, id: id, room: MaxStdinBytes - stdin}
}

// Listen tells what is sent to an execution, from the first on.
func (in *Inputs) Listen(id uuid.UUID) InputSource {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := &inputSource{inputs: in, id: id, line: in.line(id), more: make(chan struct{}, 1)}
	s.more <- struct{}{} // there may be something already
	s.line.readers[s] = struct{}{}
	return s
}

// Discard frees what was sent, once nobody reads it any more, and takes nothing
// more for InputEndLinger.
func (in *Inputs) Discard(id uuid.UUID) {
	in.mu.Lock()
	defer in.mu.Unlock()
	l := in.line(id)
	l.over = true
	in.keep(id, l, InputEndLinger)
	in.left(id, l)
}

// Add gives more of an execution's input to those who read it, and who will as
// long as anybody does. It is for who keeps the whole of it elsewhere.
func (in *Inputs) Add(id uuid.UUID, text []byte, ended bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if l := in.lines[id]; l != nil {
		in.add(l, text, ended)
	}
}

func (in *Inputs) add(l *inputLine, text []byte, ended bool) {
	l.text = append(l.text, text...)
	l.ended = l.ended || ended
	in.bytes += len(text)
	for s := range l.readers {
		select {
		case s.more <- struct{}{}:
		default: // it has a wake-up waiting already
		}
	}
}

// line returns the one of an execution. The caller holds the lock.
func (in *Inputs) line(id uuid.UUID) *inputLine {
	if in.lines == nil {
		in.lines = map[uuid.UUID]*inputLine{}
	}
	if in.lines[id] == nil {
		in.lines[id] = &inputLine{readers: map[*inputSource]struct{}{}}
	}
	return in.lines[id]
}

// keep has a line stay so long when nobody reads it. The caller holds the lock.
func (in *Inputs) keep(id uuid.UUID, l *inputLine, linger time.Duration) {
	if l.expiry != nil {
		l.expiry.Stop()
	}
	var own *time.Timer
	own = time.AfterFunc(linger, func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		if l.expiry == own {
			l.expiry = nil
			in.left(id, l)
		}
	})
	l.expiry = own
}

// left forgets a line that nobody has to do with, and the text of one that is
// over. The caller holds the lock.
func (in *Inputs) left(id uuid.UUID, l *inputLine) {
	if len(l.readers) > 0 {
		return
	}
	if l.expiry == nil || l.over {
		in.bytes -= len(l.text)
		l.text = nil
	}
	if l.expiry == nil {
		delete(in.lines, id)
	}
}

// inputSink is one client's.
type inputSink struct {
	inputs *Inputs
	id     uuid.UUID
	room   int // for all clients' input together, in bytes
}

func (s *inputSink) Send(_ context.Context, text []byte) error { return s.put(text, false) }

func (s *inputSink) End(context.Context) error { return s.put(nil, true) }

func (s *inputSink) put(text []byte, ended bool) error {
	in := s.inputs
	in.mu.Lock()
	defer in.mu.Unlock()
	l := in.line(s.id)
	defer in.left(s.id, l) // if it was refused
	switch {
	case l.ended || l.over:
		return ErrInputEnded
	case len(text) > s.room-len(l.text):
		return ErrInputFull
	case len(text) > maxInputs-in.bytes:
		return ErrInputUnavailable
	}
	in.keep(s.id, l, InputLinger)
	in.add(l, text, ended)
	return nil
}

// inputSource is one who reads.
type inputSource struct {
	inputs *Inputs
	id     uuid.UUID
	line   *inputLine
	more   chan struct{}
	read   int // bytes that have been returned
}

func (s *inputSource) More() <-chan struct{} { return s.more }

func (s *inputSource) Next() (text []byte, ended bool) {
	s.inputs.mu.Lock()
	defer s.inputs.mu.Unlock()
	text = slices.Clone(s.line.text[s.read:])
	s.read = len(s.line.text)
	return text, s.line.ended
}

func (s *inputSource) Stop() {
	s.inputs.mu.Lock()
	defer s.inputs.mu.Unlock()
	delete(s.line.readers, s)
	s.inputs.left(s.id, s.line)
}
