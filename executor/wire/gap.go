package wire

import (
	"encoding/binary"
	"errors"
)

// Gap says that the runner has left out the next bytes of an output stream.
// Its frame's payload:
//
//	stream  1 byte   TypeStdout or TypeStderr
//	bytes   8 bytes  how many, big endian, from 1 to the largest int64
type Gap struct {
	Stream Type
	Bytes  int64
}

const gapSize = 9

// ErrGap says that the payload of a gap frame is none.
var ErrGap = errors.New("wire: not a gap")

// WriteGap sends g.
func (w *Writer) WriteGap(g Gap) error {
	payload := make([]byte, 0, gapSize)
	payload = append(payload, byte(g.Stream))
	payload = binary.BigEndian.AppendUint64(payload, uint64(g.Bytes))
	return w.Write(TypeGap, payload)
}

// DecodeGap reads the payload of a gap frame.
func DecodeGap(payload []byte) (Gap, error) {
	if len(payload) != gapSize {
		return Gap{}, ErrGap
	}
	g := Gap{Type(payload[0]), int64(binary.BigEndian.Uint64(payload[1:]))}
	if g.Bytes < 1 || (g.Stream != TypeStdout && g.Stream != TypeStderr) {
		return Gap{}, ErrGap
	}
	return g, nil
}
