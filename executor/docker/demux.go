package docker

import (
	"encoding/binary"
	"fmt"
	"io"
)

// demux reads the standard output out of an attach stream, in which the engine
// joins a container's two outputs:
//
//	stream  1 byte   1 is standard output, 2 is standard error
//	zero    3 bytes
//	length  4 bytes  big endian
//	data    length bytes
//
// Standard error, the runner's last words, is kept aside up to a bound.
type demux struct {
	from   io.Reader
	left   uint32 // of the present piece of standard output
	stderr []byte
}

const (
	engineStdout  = 1
	engineStderr  = 2
	lastWordsSize = 2 << 10
)

// Read reads standard output.
func (d *demux) Read(p []byte) (int, error) {
	for d.left == 0 {
		if err := d.next(); err != nil {
			return 0, err
		}
	}
	n, err := d.from.Read(p[:min(len(p), int(d.left))])
	d.left -= uint32(n)
	return n, err
}

// next reads up to the next piece of standard output.
func (d *demux) next() error {
	var header [8]byte
	if _, err := io.ReadFull(d.from, header[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(header[4:])
	switch header[0] {
	case engineStdout:
		d.left = size
		return nil
	case engineStderr:
		return d.keep(int64(size))
	default:
		return fmt.Errorf("attach stream: unknown stream %d", header[0])
	}
}

func (d *demux) keep(size int64) error {
	room := min(size, int64(lastWordsSize-len(d.stderr)))
	words := make([]byte, room)
	n, err := io.ReadFull(d.from, words)
	d.stderr = append(d.stderr, words[:n]...)
	if err != nil {
		return err
	}
	_, err = io.CopyN(io.Discard, d.from, size-room)
	return err
}
