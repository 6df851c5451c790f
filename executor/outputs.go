package executor

import (
	"sync"

	"github.com/google/uuid"
)

// Outputs is the OutputPublisher and the OutputWatcher within one process. It
// keeps what an execution writes as long as somebody writes or follows it. The
// zero value is ready.
type Outputs struct {
	mu    sync.Mutex
	feeds map[uuid.UUID]*feed
}

var (
	_ OutputPublisher = (*Outputs)(nil)
	_ OutputWatcher   = (*Outputs)(nil)
)

// feed is the output of one execution.
type feed struct {
	parts     []part
	writers   int
	followers map[*following]struct{}
}

// part is output that came in one piece or, so that a program which writes byte
// by byte does not take a hundred times as much memory, in several.
type part struct {
	Chunk // but for its Text

	text []byte
}

// partSize is what a part may grow to, in bytes.
const partSize = 4 << 10

// Open begins the output of an attempt.
func (o *Outputs) Open(a AttemptID) OutputSink {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.feed(a.ExecutionID).writers++
	return &sink{outputs: o, id: a.ExecutionID, chunker: Chunker{Attempt: a.Number}}
}

// Follow tells what the execution has written, and what it will.
func (o *Outputs) Follow(id uuid.UUID) Following {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := &following{outputs: o, id: id, more: make(chan struct{}, 1)}
	f.more <- struct{}{} // there may be something already
	o.feed(id).followers[f] = struct{}{}
	return f
}

// Add gives a chunk to those who follow, and who will as long as anybody does.
func (o *Outputs) Add(id uuid.UUID, c Chunk) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.feeds[id]
	if f == nil {
		return
	}
	f.add(c)
	for follower := range f.followers {
		select {
		case follower.more <- struct{}{}:
		default: // it has a wake-up waiting already
		}
	}
}

// add keeps a chunk, if it can with the one before.
func (f *feed) add(c Chunk) {
	if n := len(f.parts) - 1; n >= 0 && f.parts[n].goesOn(c) {
		f.parts[n].text = append(f.parts[n].text, c.Text...)
		f.parts[n].Time = c.Time
		return
	}
	text := []byte(c.Text)
	c.Text = ""
	f.parts = append(f.parts, part{c, text})
}

// goesOn reports whether c follows p and there is room for it.
func (p *part) goesOn(c Chunk) bool {
	return p.Attempt == c.Attempt && p.Stream == c.Stream && p.At+int64(len(p.text)) == c.At &&
		len(p.text)+len(c.Text) <= partSize
}

// feed returns the one of an execution. The caller holds the lock.
func (o *Outputs) feed(id uuid.UUID) *feed {
	if o.feeds == nil {
		o.feeds = map[uuid.UUID]*feed{}
	}
	if o.feeds[id] == nil {
		o.feeds[id] = &feed{followers: map[*following]struct{}{}}
	}
	return o.feeds[id]
}

// left forgets a feed that nobody has to do with. The caller holds the lock.
func (o *Outputs) left(id uuid.UUID) {
	if f := o.feeds[id]; f.writers == 0 && len(f.followers) == 0 {
		delete(o.feeds, id)
	}
}

// sink is one attempt's.
type sink struct {
	outputs *Outputs
	id      uuid.UUID
	chunker Chunker
}

func (s *sink) Wrote(stream Stream, b []byte) {
	if c, ok := s.chunker.Chunk(stream, b); ok {
		s.outputs.Add(s.id, c)
	}
}

func (s *sink) Close() {
	s.outputs.mu.Lock()
	defer s.outputs.mu.Unlock()
	s.outputs.feeds[s.id].writers--
	s.outputs.left(s.id)
}

// following is one follower.
type following struct {
	outputs *Outputs
	id      uuid.UUID
	more    chan struct{}

	read  int // how many of the feed's parts have been returned, all but the last surely whole
	bytes int // how many of the last one's
}

func (f *following) More() <-chan struct{} { return f.more }

func (f *following) Next() (next []Chunk) {
	f.outputs.mu.Lock()
	defer f.outputs.mu.Unlock()
	parts := f.outputs.feeds[f.id].parts
	for i := max(0, f.read-1); i < len(parts); i++ {
		from := 0
		if i < f.read {
			from = f.bytes
		}
		if c := parts[i].Chunk; from < len(parts[i].text) {
			c.At, c.Text = c.At+int64(from), string(parts[i].text[from:])
			next = append(next, c)
		}
		f.bytes = len(parts[i].text)
	}
	f.read = len(parts)
	return next
}

func (f *following) Stop() {
	f.outputs.mu.Lock()
	defer f.outputs.mu.Unlock()
	delete(f.outputs.feeds[f.id].followers, f)
	f.outputs.left(f.id)
}
