package docker

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// piece is data as the engine frames it.
func piece(stream byte, data string) []byte {
	header := []byte{stream, 0, 0, 0}
	header = binary.BigEndian.AppendUint32(header, uint32(len(data)))
	return append(header, data...)
}

func TestDemuxKeepsStdoutAndTheFirstOfStderr(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("w", lastWordsSize)
	var stream []byte
	for _, p := range [][]byte{piece(1, "one "), piece(2, "oh"), piece(1, ""), piece(1, "two"), piece(2, long), piece(1, "!")} {
		stream = append(stream, p...)
	}
	for name, from := range map[string]io.Reader{
		"whole":              bytes.NewReader(stream),
		"one byte at a time": iotest.OneByteReader(bytes.NewReader(stream)),
	} {
		d := &demux{from: from}
		got, err := io.ReadAll(d)
		if string(got) != "one two!" || err != nil {
			t.Errorf("%s: stdout = %q, %v, want %q, nil", name, got, err, "one two!")
		}
		if want := ("oh" + long)[:lastWordsSize]; string(d.stderr) != want {
			t.Errorf("%s: stderr kept = %d bytes %.10q, want %d bytes %.10q", name, len(d.stderr), d.stderr, len(want), want)
		}
	}
}

func TestDemuxRefusesUnknownStreams(t *testing.T) {
	t.Parallel()
	if got, err := io.ReadAll(&demux{from: bytes.NewReader(piece(7, "x"))}); err == nil {
		t.Errorf("stream 7 gave %q, nil, want an error", got)
	}
}

// FuzzDemux: whatever the bytes, reading ends, and gives and keeps no more than
// there was.
func FuzzDemux(f *testing.F) {
	f.Add(append(piece(1, "out"), piece(2, "err")...))
	f.Fuzz(func(t *testing.T, stream []byte) {
		d := &demux{from: bytes.NewReader(stream)}
		got, _ := io.ReadAll(d)
		if len(got)+len(d.stderr) > len(stream) {
			t.Errorf("%d bytes came out of %d", len(got)+len(d.stderr), len(stream))
		}
	})
}
