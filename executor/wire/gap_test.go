package wire

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

func TestGapIsReadAsWritten(t *testing.T) {
	t.Parallel()
	for _, want := range []Gap{{TypeStdout, 1}, {TypeStderr, 1 << 33}, {TypeStdout, math.MaxInt64}} {
		var stream bytes.Buffer
		if err := NewWriter(&stream).WriteGap(want); err != nil {
			t.Fatal(err)
		}
		typ, payload, err := NewReader(&stream).Next()
		got, gapErr := DecodeGap(payload)
		if err != nil || typ != TypeGap || got != want || gapErr != nil {
			t.Errorf("WriteGap(%+v) came as frame %c, %v: %+v, %v", want, typ, err, got, gapErr)
		}
	}
}

func TestDecodeGapRefuses(t *testing.T) {
	t.Parallel()
	for name, payload := range map[string]string{
		"nothing":        "",
		"too short":      "o\x00\x00\x00\x00\x00\x00\x01",
		"too long":       "o\x00\x00\x00\x00\x00\x00\x00\x01\x00",
		"no bytes":       "o\x00\x00\x00\x00\x00\x00\x00\x00",
		"more than fits": "o\x80\x00\x00\x00\x00\x00\x00\x00",
		"no such stream": "I\x00\x00\x00\x00\x00\x00\x00\x01",
	} {
		if got, err := DecodeGap([]byte(payload)); !errors.Is(err, ErrGap) {
			t.Errorf("%s: DecodeGap(%q) = %+v, %v, want ErrGap", name, payload, got, err)
		}
	}
}

// FuzzDecodeGap: what is accepted is a gap of at least one byte, and is written
// back as the same bytes.
func FuzzDecodeGap(f *testing.F) {
	f.Add([]byte("e\x00\x00\x00\x00\x00\x00\x01\x00"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		g, err := DecodeGap(payload)
		if err != nil {
			return
		}
		var stream bytes.Buffer
		if err := NewWriter(&stream).WriteGap(g); err != nil || g.Bytes < 1 {
			t.Fatalf("%+v: WriteGap = %v", g, err)
		}
		if _, again, err := NewReader(&stream).Next(); err != nil || !bytes.Equal(again, payload) {
			t.Fatalf("%+v written back as %x, %v, want %x", g, again, err, payload)
		}
	})
}
