package queue

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"github.com/edtronaut/livecode/executor"
)

const (
	// sendPause is how long output is collected before it is sent. A program
	// that ends within it costs Redis nothing.
	sendPause = 20 * time.Millisecond

	// sendBytes is how much may be collected. What a program writes faster than
	// Redis takes it, followers have from the record in the end.
	sendBytes = 256 << 10
)

// Open begins the output of an attempt.
func (o *Outputs) Open(a executor.AttemptID) executor.OutputSink {
	return &sink{outputs: o, id: a.ExecutionID, chunker: executor.Chunker{Attempt: a.Number}}
}

// sink is one attempt's. At most one goroutine sends for it at a time.
type sink struct {
	outputs *Outputs
	id      uuid.UUID
	chunker executor.Chunker

	mu      sync.Mutex
	waiting []part
	bytes   int         // of text that waits
	lost    bool        // some was, so that what comes after it is of no use
	timer   *time.Timer // nil if nothing is to be sent
	sent    bool        // there is something in Redis
	closed  bool
}

// part is output of one stream that waits.
type part struct {
	executor.Chunk // but for its Text

	text []byte
}

// Wrote takes what the program wrote.
func (s *sink) Wrote(stream executor.Stream, b []byte) {
	c, ok := s.chunker.Chunk(stream, b)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost = s.lost || s.bytes+len(c.Text) > sendBytes; s.lost {
		return
	}
	s.add(c)
	if s.timer == nil {
		s.timer = time.AfterFunc(sendPause, s.send)
	}
}

// add lets c wait, in one piece with what it goes on with.
func (s *sink) add(c executor.Chunk) {
	s.bytes += len(c.Text)
	n := len(s.waiting)
	if n == 0 || s.waiting[n-1].Stream != c.Stream {
		s.waiting = append(s.waiting, part{Chunk: c})
		n++
	}
	s.waiting[n-1].text = append(s.waiting[n-1].text, c.Text...)
}

// Close has what was sent removed, which nobody waits for.
func (s *sink) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed, s.waiting = true, nil
	s.outputs.removals.Add(1) // here, where Shutdown cannot have begun to wait
	if s.timer == nil || s.timer.Stop() {
		s.remove(s.sent)
	} // else whoever sends removes it after that
}

// send sends what waits, and sees to what comes next.
func (s *sink) send() {
	parts := s.take()
	err := s.outputs.send(s.id, parts)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = s.lost || err != nil
	s.timer = nil
	switch {
	case s.closed:
		s.remove(s.sent)
	case len(s.waiting) > 0 && !s.lost:
		s.timer = time.AfterFunc(sendPause, s.send)
	}
}

func (s *sink) take() []part {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts := s.waiting
	s.waiting, s.bytes = nil, 0
	s.sent = s.sent || len(parts) > 0
	return parts
}

// remove ends what Close has begun; sent tells whether there is anything in Redis.
func (s *sink) remove(sent bool) {
	defer s.outputs.removals.Done()
	if sent {
		s.outputs.remove(outputKey(s.id))
	}
}

// send appends to an execution's output and tells who follows it.
func (o *Outputs) send(id uuid.UUID, parts []part) error {
	if len(parts) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(o.ctx, commandTimeout)
	defer cancel()
	pipe := o.redis.commands.Pipeline()
	for _, p := range parts {
		p.Text = string(p.text)
		pipe.XAdd(ctx, &redis.XAddArgs{
			Stream: outputKey(id), MaxLen: outputEntries, Approx: true, Values: encodeChunk(p.Chunk),
		})
	}
	pipe.PExpire(ctx, outputKey(id), outputLinger)
	pipe.Publish(ctx, outputChannel, id.String())
	if _, err := pipe.Exec(ctx); err != nil {
		o.log.Warn().Err(err).Msg("output is lost to those who follow it, but for the record; Redis is slow or away")
		return err
	}
	return nil
}
