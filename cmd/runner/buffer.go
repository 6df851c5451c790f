package main

import (
	"sync"
	"time"
)

// buffer holds bytes between one who must not wait and one who may: between the
// host and a program that does not read, or between a program and a host that
// is slow. What is put into it is bounded by those who do.
type buffer struct {
	mu    sync.Mutex
	more  *sync.Cond
	bytes []byte
	over  chan struct{} // closed at the end
}

func newBuffer() *buffer {
	b := &buffer{over: make(chan struct{})}
	b.more = sync.NewCond(&b.mu)
	return b
}

// add puts a copy of p in.
func (b *buffer) add(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes = append(b.bytes, p...)
	b.more.Signal()
}

// end says that nothing more will be put in.
func (b *buffer) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended() {
		close(b.over)
	}
	b.more.Signal()
}

func (b *buffer) ended() bool {
	select {
	case <-b.over:
		return true
	default:
		return false
	}
}

// gather waits for more to be put in, so that it is taken together, but not
// beyond the end.
func (b *buffer) gather(while time.Duration) {
	enough := time.NewTimer(while)
	defer enough.Stop()
	select {
	case <-b.over:
	case <-enough.C:
	}
}

// take waits for bytes and returns all there are; nothing means the end.
func (b *buffer) take() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.bytes) == 0 && !b.ended() {
		b.more.Wait()
	}
	p := b.bytes
	b.bytes = nil
	return p
}
