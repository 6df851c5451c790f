package docker

import (
	"errors"
	"math"

	"github.com/edtronaut/livecode/executor"
)

// collector keeps what the runner sends of a stream: all of it, or its first
// bytes and, after a gap, its last. It does not trust the runner to keep to the
// limit, and never holds more.
type collector struct {
	limit   int64
	kept    []byte
	head    int   // how many of kept came before the gap
	missing int64 // how many bytes are in the gap, 0 if there is none
	overrun bool  // there were more than limit
}

// What a runner may not do with a stream.
var (
	errOverrun = errors.New("the runner sends more output than the limit")
	errGaps    = errors.New("the runner has left out output twice")
)

// add keeps b, or the part of it that there is room for.
func (c *collector) add(b []byte) error {
	room := int(c.limit) - len(c.kept)
	if len(b) > room {
		b, c.overrun = b[:room], true
	}
	if need := len(c.kept) + len(b); need > cap(c.kept) {
		// As append does it, but never beyond the limit.
		grown := make([]byte, len(c.kept), min(int(c.limit), max(need, 2*cap(c.kept))))
		copy(grown, c.kept)
		c.kept = grown
	}
	c.kept = append(c.kept, b...)
	if c.overrun {
		return errOverrun
	}
	return nil
}

// skip notes that the next bytes, at least one, have been left out.
func (c *collector) skip(bytes int64) error {
	if c.missing > 0 {
		return errGaps
	}
	c.head, c.missing = len(c.kept), bytes
	return nil
}

// output is what has been collected. Of a stream that overran, at least one
// more byte was written than is known.
func (c *collector) output() executor.Output {
	o := executor.Output{Kept: c.kept, Written: int64(len(c.kept))}
	if c.missing > 0 {
		o.Tail = len(c.kept) - c.head
	}
	more := c.missing
	if c.overrun {
		more = max(more, 1)
	}
	o.Written += min(more, math.MaxInt64-o.Written)
	return o
}
