package main

import (
	"os"
	"sync"
)

// input holds what the host sent for the program's standard input until the
// program reads it, so that a program that does not read never keeps the
// runner from hearing the host. The host bounds its size.
type input struct {
	mu    sync.Mutex
	more  *sync.Cond
	bytes []byte
	ended bool
}

func newInput() *input {
	in := &input{}
	in.more = sync.NewCond(&in.mu)
	return in
}

func (in *input) add(b []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.bytes = append(in.bytes, b...)
	in.more.Signal()
}

func (in *input) end() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.ended = true
	in.more.Signal()
}

// feed writes the input to the program as it comes, and closes to at its end
// or when the program no longer reads.
func (in *input) feed(to *os.File) {
	defer to.Close()
	for {
		b := in.take()
		if len(b) == 0 {
			return
		}
		if _, err := to.Write(b); err != nil {
			return
		}
	}
}

// take waits for input and returns all there is; nothing means the end.
func (in *input) take() []byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.bytes) == 0 && !in.ended {
		in.more.Wait()
	}
	b := in.bytes
	in.bytes = nil
	return b
}
