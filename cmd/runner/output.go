package main

import (
	"os"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// drainGrace bounds the wait for the end of an output stream once every
// process is gone. The end then comes at once; this is for what we missed.
const drainGrace = time.Second

// output is one of the program's output streams on its way to the host.
type output struct {
	from    *os.File
	written int64 // valid after finish
	done    chan struct{}
}

// pump starts sending what the program writes, up to limit bytes. At the first
// byte beyond, the program is ended; what it wrote until then is counted.
func (r *runner) pump(t wire.Type, from *os.File, limit int64) *output {
	o := &output{from: from, done: make(chan struct{})}
	go func() {
		defer close(o.done)
		buf := make([]byte, wire.MaxData)
		for {
			n, err := from.Read(buf)
			if keep := min(int64(n), limit-o.written); keep > 0 {
				if r.host.Write(t, buf[:keep]) != nil {
					os.Exit(1) // the host is gone
				}
			}
			o.written += int64(n)
			if o.written > limit {
				r.stop.because(wire.CauseOutputLimit)
			}
			if err != nil {
				return
			}
		}
	}()
	return o
}

// finish waits until all output has been sent. It must be called after every
// process of the program has ended.
func (o *output) finish() {
	_ = o.from.SetReadDeadline(time.Now().Add(drainGrace))
	<-o.done
}
