package main

import "sync"

// buffer holds bytes between one who must not wait and one who may: between the
// host and a program that does not read, or between a program and a host that
// is slow. What is put into it is bounded by those who do.
type buffer struct {
	mu    sync.Mutex
	more  *sync.Cond
	bytes []byte
	ended bool
}

func newBuffer() *buffer {
	b := &buffer{}
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
	b.ended = true
	b.more.Signal()
}

// take waits for bytes and returns all there are; nothing means the end.
func (b *buffer) take() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.bytes) == 0 && !b.ended {
		b.more.Wait()
	}
	p := b.bytes
	b.bytes = nil
	return p
}
