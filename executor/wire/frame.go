package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Type says what a frame's payload is.
type Type byte

// The frames from the host to the runner, and from the runner to the host.
const (
	TypeBoot     Type = 'B' // a Command as JSON
	TypeJob      Type = 'J' // a Job as JSON
	TypeStdin    Type = 'I' // bytes for the program's standard input
	TypeStdinEOF Type = 'E' // no payload: nothing more will come
	TypeKill     Type = 'K' // no payload: end the program now

	TypeHello   Type = 'h' // a Hello as JSON
	TypeReady   Type = 'r' // a Ready as JSON: the interpreter waits for its program
	TypeStarted Type = 's' // no payload
	TypeStdout  Type = 'o' // bytes from the program's standard output
	TypeStderr  Type = 'e' // bytes from its standard error
	TypeGap     Type = 'g' // a Gap in one of the two
	TypeExit    Type = 'x' // an Exit as JSON
)

const headerSize = 5

// ErrTooLarge says that a frame announced more than MaxPayload.
var ErrTooLarge = errors.New("wire: frame exceeds the largest payload")

// Reader takes frames from a stream. It is for one goroutine.
type Reader struct {
	r       io.Reader
	header  [headerSize]byte
	seal    Seal // see Expect
	payload []byte
}

// NewReader returns a Reader from r, which should be buffered.
func NewReader(r io.Reader) *Reader { return &Reader{r: r} }

// Next returns the next frame. The payload is valid until the following call.
// The error is io.EOF at the end of the stream between two frames, and
// io.ErrUnexpectedEOF within one.
func (r *Reader) Next() (Type, []byte, error) {
	if _, err := io.ReadFull(r.r, r.header[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(r.header[1:])
	if size > MaxPayload {
		return 0, nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, size)
	}
	typ := Type(r.header[0])
	if typ.sealed() {
		var seal Seal
		if err := r.rest(seal[:]); err != nil {
			return 0, nil, err
		}
		if seal != r.seal {
			return 0, nil, ErrSeal
		}
	}
	if cap(r.payload) < int(size) {
		r.payload = make([]byte, size)
	}
	r.payload = r.payload[:size]
	if err := r.rest(r.payload); err != nil {
		return 0, nil, err
	}
	return typ, r.payload, nil
}

// rest fills p with what must follow a frame's header.
func (r *Reader) rest(p []byte) error {
	_, err := io.ReadFull(r.r, p)
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Writer puts frames on a stream, each with one Write. It may be used
// concurrently.
type Writer struct {
	mu   sync.Mutex
	w    io.Writer
	seal Seal // see Seal
	buf  []byte
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write sends one frame.
func (w *Writer) Write(t Type, payload []byte) error {
	if len(payload) > MaxPayload {
		return fmt.Errorf("%w: %d bytes", ErrTooLarge, len(payload))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf = append(w.buf[:0], byte(t))
	w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(len(payload)))
	if t.sealed() {
		w.buf = append(w.buf, w.seal[:]...)
	}
	w.buf = append(w.buf, payload...)
	_, err := w.w.Write(w.buf)
	return err
}
