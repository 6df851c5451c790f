package main

import (
	"os"
	"slices"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// drainGrace bounds the wait for the end of an output stream once every
// process is gone. The end then comes at once; this is for what we missed.
const drainGrace = time.Second

// output is one of the program's output streams on its way to the host.
type output struct {
	from    *os.File
	kept    *buffer
	written int64 // valid after finish
	sent    chan struct{}
}

// pump starts sending what the program writes, up to limit bytes. At the first
// byte beyond, the program is ended; what it wrote until then is counted.
//
// It reads at once what there is, however slow the host: Node queues what does
// not go into a full pipe, so that a program in a tight loop would never come to
// its limit, but run out of memory.
func (r *runner) pump(t wire.Type, from *os.File, limit int64) *output {
	o := &output{from: from, kept: newBuffer(), sent: make(chan struct{})}
	go o.read(limit, &r.stop)
	go o.send(r.host, t)
	return o
}

// read reads the stream to its end.
func (o *output) read(limit int64, stop *stopper) {
	defer o.kept.end()
	buf := make([]byte, wire.MaxData)
	for {
		n, err := o.from.Read(buf)
		if keep := min(int64(n), limit-o.written); keep > 0 {
			o.kept.add(buf[:keep])
		}
		o.written += int64(n)
		if o.written > limit {
			stop.because(wire.CauseOutputLimit)
		}
		if err != nil {
			return
		}
	}
}

// send sends what has been kept.
func (o *output) send(host *wire.Writer, t wire.Type) {
	defer close(o.sent)
	for kept := o.kept.take(); len(kept) > 0; kept = o.kept.take() {
		for part := range slices.Chunk(kept, wire.MaxData) {
			if host.Write(t, part) != nil {
				os.Exit(1) // the host is gone
			}
		}
	}
}

// finish waits until all output has been sent. It must be called after every
// process of the program has ended.
func (o *output) finish() {
	_ = o.from.SetReadDeadline(time.Now().Add(drainGrace))
	<-o.sent
}
