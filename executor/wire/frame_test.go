package wire

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

type frame struct {
	Type    Type
	Payload string
}

func write(t testing.TB, frames ...frame) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := NewWriter(&buf)
	for _, f := range frames {
		if err := w.Write(f.Type, []byte(f.Payload)); err != nil {
			t.Fatalf("Write(%c, %d bytes) = %v, want nil", f.Type, len(f.Payload), err)
		}
	}
	return buf.Bytes()
}

func TestFramesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	frames := []frame{
		{TypeStdout, "plain"},
		{TypeStdinEOF, ""},
		{TypeStderr, "x\x00\x00\x00\x01o"}, // shaped like a frame
		{TypeStdout, string(make([]byte, MaxPayload))},
	}
	stream := write(t, frames...)
	readers := map[string]io.Reader{
		"whole":                bytes.NewReader(stream),
		"one byte at a time":   iotest.OneByteReader(bytes.NewReader(stream)),
		"data beside its end":  iotest.DataErrReader(bytes.NewReader(stream)),
		"half of what's asked": iotest.HalfReader(bytes.NewReader(stream)),
	}
	for name, from := range readers {
		r := NewReader(from)
		for i, want := range frames {
			typ, payload, err := r.Next()
			if err != nil || typ != want.Type || string(payload) != want.Payload {
				t.Fatalf("%s: Next() #%d = %c, %d bytes, %v, want %c, %d bytes, nil",
					name, i, typ, len(payload), err, want.Type, len(want.Payload))
			}
		}
		if _, _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: Next() after the last frame = %v, want io.EOF", name, err)
		}
	}
}

func TestCutStreamIsUnexpectedEOF(t *testing.T) {
	t.Parallel()
	stream := write(t, frame{TypeStdout, "abc"})
	for n := 1; n < len(stream); n++ {
		_, _, err := NewReader(bytes.NewReader(stream[:n])).Next()
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("Next() of %d of %d bytes = %v, want io.ErrUnexpectedEOF", n, len(stream), err)
		}
	}
}

func TestLargeFramesAreRefused(t *testing.T) {
	t.Parallel()
	announced := []byte{byte(TypeStdout), 0xff, 0xff, 0xff, 0xff}
	if _, _, err := NewReader(bytes.NewReader(announced)).Next(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Next() of a 4 GiB frame = %v, want ErrTooLarge", err)
	}
	if err := NewWriter(io.Discard).Write(TypeStdout, make([]byte, MaxPayload+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Write(MaxPayload+1 bytes) = %v, want ErrTooLarge", err)
	}
}

// FuzzReader: whatever the bytes, Next ends, allocates no more than
// MaxPayload, and what it accepted is written back as the same bytes.
func FuzzReader(f *testing.F) {
	f.Add(write(f, frame{TypeStdout, "hello"}, frame{TypeExit, "{}"}))
	f.Add([]byte{'o', 0, 4, 0, 1})
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := NewReader(bytes.NewReader(stream))
		var again bytes.Buffer
		w := NewWriter(&again)
		for {
			typ, payload, err := r.Next()
			if err != nil {
				break
			}
			if len(payload) > MaxPayload {
				t.Fatalf("Next() gave %d bytes, more than MaxPayload", len(payload))
			}
			if err := w.Write(typ, payload); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.HasPrefix(stream, again.Bytes()) {
			t.Fatalf("frames written back as %x, want a prefix of %x", again.Bytes(), stream)
		}
	})
}
