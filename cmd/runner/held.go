package main

import (
	"sync"
	"syscall"
)

// held is a file of the kernel's that is read again and again, also when memory
// has run out. To open one takes memory of the container, and whoever takes some
// then sets the kernel killing, in the end the runner itself; so this is opened,
// and read a first time, in advance. It stays open.
type held struct {
	fd  int // negative if it could not be opened
	mu  sync.Mutex
	buf [4 << 10]byte
}

func openHeld(path string) *held {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		fd = -1
	}
	h := &held{fd: fd}
	h.read(func([]byte) {})
	return h
}

// read calls parse with the file's text, or none if it cannot be read, and takes
// no memory for it.
func (h *held) read(parse func(text []byte)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n, err := syscall.Pread(h.fd, h.buf[:], 0)
	if err != nil {
		n = 0
	}
	parse(h.buf[:n])
}
