package docker

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// dialogue is the host's side of the talk with one runner. One goroutine
// listens from the container's start to its end; the channels tell others how
// far it has come, and the fields are theirs to read after ended.
type dialogue struct {
	ready   chan struct{} // closed when a booted interpreter waits
	started chan struct{} // closed when the program runs
	ended   chan struct{} // closed when nothing more will be heard

	tell atomic.Pointer[teller] // who is told of output as it comes

	seal           wire.Seal // what makes a frame the runner's
	warmBytes      int64     // memory in use when the interpreter waited, 0 if not told; to be read after ready
	stdout, stderr collector
	startedAt      time.Time // zero if the program has not started
	firstOutputAt  time.Time // zero if it has not written
	endedAt        time.Time // when the last was heard
	exit           *wire.Exit
	err            error  // why there is no exit
	lastWords      string // of the runner, for operators
}

func newDialogue(outputLimit int64) *dialogue {
	d := &dialogue{
		ready:   make(chan struct{}),
		started: make(chan struct{}),
		ended:   make(chan struct{}),
		stdout:  collector{limit: outputLimit},
		stderr:  collector{limit: outputLimit},
	}
	_, _ = rand.Read(d.seal[:]) // which never fails
	return d
}

// What a runner may not do.
var (
	errProtocol = errors.New("the runner in the image speaks another protocol")
	errOrder    = errors.New("the runner's frames are out of order")
	errExit     = errors.New("the runner tells of an end that cannot be")
)

// listen reads the runner's frames to the last, or to the stream's end.
func (d *dialogue) listen(stream io.Reader) {
	defer close(d.ended)
	plain := &demux{from: stream}
	frames := wire.NewReader(bufio.NewReader(plain)) // a small buffer, for it waits long; large payloads go round it
	frames.Expect(d.seal)
	for d.exit == nil && d.err == nil {
		typ, payload, err := frames.Next()
		if err == nil {
			err = d.hear(typ, payload)
		}
		d.err = err
	}
	d.endedAt = time.Now()
	d.lastWords = string(plain.stderr)
}

func (d *dialogue) hear(typ wire.Type, payload []byte) error {
	switch typ {
	case wire.TypeHello:
		return checkHello(payload)
	case wire.TypeReady:
		return d.hearReady(payload)
	case wire.TypeStarted:
		d.startedAt = time.Now()
		return once(d.started)
	case wire.TypeStdout:
		return d.wrote(executor.Stdout, &d.stdout, payload)
	case wire.TypeStderr:
		return d.wrote(executor.Stderr, &d.stderr, payload)
	case wire.TypeGap:
		return d.hearGap(payload)
	case wire.TypeExit:
		return d.hearExit(payload)
	default:
		return fmt.Errorf("unknown frame %q from the runner", typ)
	}
}

func (d *dialogue) hearGap(payload []byte) error {
	gap, err := wire.DecodeGap(payload)
	if err != nil {
		return err
	}
	if gap.Stream == wire.TypeStderr {
		return d.stderr.skip(gap.Bytes)
	}
	return d.stdout.skip(gap.Bytes)
}

func (d *dialogue) hearExit(payload []byte) error {
	exit := new(wire.Exit)
	if err := wire.Decode(payload, exit); err != nil {
		return err
	}
	if !sound(exit) {
		return errExit
	}
	d.exit = exit
	return nil
}

// teller is a [executor.Job]'s Wrote.
type teller func(s executor.Stream, b []byte)

// wrote tells what it keeps, up to a gap.
func (d *dialogue) wrote(stream executor.Stream, c *collector, payload []byte) error {
	if d.firstOutputAt.IsZero() {
		d.firstOutputAt = time.Now()
	}
	before := len(c.kept)
	err := c.add(payload)
	if tell := d.tell.Load(); tell != nil && c.missing == 0 {
		(*tell)(stream, c.kept[before:])
	}
	return err
}

// hearReady notes that the interpreter waits, and how much memory is in use.
func (d *dialogue) hearReady(payload []byte) error {
	var ready wire.Ready
	if err := wire.Decode(payload, &ready); err != nil {
		return err
	}
	select {
	case <-d.ready:
		return errOrder // what others may read is not written again
	default:
		d.warmBytes = ready.MemoryBytes
		return once(d.ready)
	}
}

func checkHello(payload []byte) error {
	var hello wire.Hello
	if err := wire.Decode(payload, &hello); err != nil {
		return err
	}
	if hello.Protocol != wire.Protocol {
		return errProtocol
	}
	return nil
}

// once closes c, which the runner may cause only once.
func once(c chan struct{}) error {
	select {
	case <-c:
		return errOrder
	default:
		close(c)
		return nil
	}
}
