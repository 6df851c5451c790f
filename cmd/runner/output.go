package main

import (
	"errors"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// gatherTime is how long output is gathered after some has been sent. A piece
// costs the engine several times as much work as the program that wrote it, and
// none of that counts as the program's.
const gatherTime = 5 * time.Millisecond

// output is one of the program's output streams on its way to the host: the
// first bytes as they come, the last when it has ended.
type output struct {
	from    *os.File
	limit   int64   // of what is sent
	first   int64   // how many of these are sent as they come
	head    *buffer // of the first, what has not been sent yet
	tail    tail
	written int64 // valid after finish
	sent    chan struct{}
}

// pump starts sending what the program writes, up to limit bytes. At the first
// byte beyond, the program is ended; what it wrote until then is counted, and
// what it wrote last is kept.
//
// It reads at once what there is, however slow the host: Node queues what does
// not go into a full pipe, so that a program in a tight loop would never come to
// its limit, but run out of memory.
func (r *runner) pump(t wire.Type, from *os.File, limit int64) *output {
	last := limit / 8
	o := &output{
		from: from, limit: limit, first: limit - last,
		head: newBuffer(), tail: tail{size: int(last)}, sent: make(chan struct{}),
	}
	go o.read(&r.stop)
	go o.send(r.host, t)
	return o
}

// read reads the stream to its end.
func (o *output) read(stop *stopper) {
	defer o.head.end()
	buf := make([]byte, wire.MaxData)
	for {
		n, err := o.from.Read(buf)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			// Which says nothing of what is there: a runner that had no core for
			// as long as its grace has read nothing.
			n = o.readNow(buf)
			err = nil
			if n == 0 {
				return
			}
		}
		o.take(buf[:n], stop)
		if err != nil {
			return
		}
	}
}

// readNow reads what is there, without waiting.
func (o *output) readNow(buf []byte) (n int) {
	conn, err := o.from.SyscallConn()
	if err != nil {
		return 0
	}
	_ = conn.Control(func(fd uintptr) { n, _ = syscall.Read(int(fd), buf) })
	return max(0, n)
}

// take keeps of what has been read the first and the last.
func (o *output) take(b []byte, stop *stopper) {
	head := min(int64(len(b)), max(0, o.first-o.written))
	if head > 0 {
		o.head.add(b[:head])
	}
	o.tail.add(b[head:])
	o.written += int64(len(b))
	if o.written > o.limit {
		stop.because(wire.CauseOutputLimit)
	}
}

// send sends what is kept.
func (o *output) send(host *wire.Writer, t wire.Type) {
	defer close(o.sent)
	for head := o.head.take(); len(head) > 0; head = o.head.take() {
		mustSend(host, t, head)
		o.head.gather(gatherTime)
	}
	if o.written > o.limit {
		if host.WriteGap(wire.Gap{Stream: t, Bytes: o.written - o.limit}) != nil {
			os.Exit(1)
		}
	}
	for _, part := range o.tail.parts() {
		mustSend(host, t, part)
	}
}

// mustSend sends bytes of a stream; without a host there is nothing left to do.
func mustSend(host *wire.Writer, t wire.Type, b []byte) {
	for part := range slices.Chunk(b, wire.MaxData) {
		if host.Write(t, part) != nil {
			os.Exit(1)
		}
	}
}

// finish waits until all output of both streams has been sent, at most for
// wire.DrainGrace if their end does not come. It must be called after every
// process of the program has ended.
func finish(streams ...*output) {
	last := time.Now().Add(wire.DrainGrace)
	for _, o := range streams {
		_ = o.from.SetReadDeadline(last)
	}
	for _, o := range streams {
		<-o.sent
	}
}
