package docker

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/edtronaut/livecode/executor/wire"
)

// dialogue is the host's side of one run: it sends the job and collects what
// the runner reports.
type dialogue struct {
	stdout, stderr collector
	startedAt      time.Time // zero until the program has started
	exit           *wire.Exit
	lastWords      string // of the runner, for operators
}

// errProtocol says that the runner and this program are of different versions.
var errProtocol = errors.New("the runner in the image speaks another protocol")

// listen reads the runner's frames to the last and calls started when the
// program has started. It returns an error when the stream ends before the
// exit frame.
func (d *dialogue) listen(stream io.Reader, started func()) error {
	plain := &demux{from: stream}
	frames := wire.NewReader(bufio.NewReaderSize(plain, wire.MaxData))
	for d.exit == nil {
		typ, payload, err := frames.Next()
		if err == nil {
			err = d.hear(typ, payload, started)
		}
		if err != nil {
			d.lastWords = string(plain.stderr)
			return err
		}
	}
	return nil
}

func (d *dialogue) hear(typ wire.Type, payload []byte, started func()) error {
	switch typ {
	case wire.TypeHello:
		var hello wire.Hello
		if err := wire.Decode(payload, &hello); err != nil {
			return err
		}
		if hello.Protocol != wire.Protocol {
			return errProtocol
		}
	case wire.TypeStarted:
		if d.startedAt.IsZero() {
			d.startedAt = time.Now()
			started()
		}
	case wire.TypeStdout:
		d.stdout.add(payload)
	case wire.TypeStderr:
		d.stderr.add(payload)
	case wire.TypeExit:
		d.exit = new(wire.Exit)
		return wire.Decode(payload, d.exit)
	default:
		return fmt.Errorf("unknown frame %q from the runner", typ)
	}
	return nil
}

// say sends the job, and standard input to its end.
func say(to io.Writer, job wire.Job, stdin []byte) error {
	w := wire.NewWriter(to)
	if err := w.WriteMessage(wire.TypeJob, job); err != nil {
		return err
	}
	for len(stdin) > 0 {
		n := min(len(stdin), wire.MaxData)
		if err := w.Write(wire.TypeStdin, stdin[:n]); err != nil {
			return err
		}
		stdin = stdin[n:]
	}
	return w.Write(wire.TypeStdinEOF, nil)
}

// collector keeps the first bytes of a stream up to a limit. It does not
// trust the runner to keep to it.
type collector struct {
	limit int64
	kept  []byte
	seen  int64
}

func (c *collector) add(b []byte) {
	c.seen += int64(len(b))
	room := c.limit - int64(len(c.kept))
	c.kept = append(c.kept, b[:min(room, int64(len(b)))]...)
}
