package docker

import (
	"errors"
	"math"
	"testing"

	"github.com/edtronaut/livecode/executor"
)

func TestCollector(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		collect func(c *collector) error
		want    executor.Output
		err     error
	}{
		"nothing":         {func(*collector) error { return nil }, executor.Output{}, nil},
		"up to the limit": {func(c *collector) error { return errors.Join(c.add([]byte("abc")), c.add([]byte("de"))) }, executor.Output{Kept: []byte("abcde"), Written: 5}, nil},
		"a gap": {func(c *collector) error {
			return errors.Join(c.add([]byte("abc")), c.skip(7), c.add([]byte("y")), c.add([]byte("z")))
		}, executor.Output{Kept: []byte("abcyz"), Tail: 2, Written: 12}, nil},
		"a gap at the end":     {func(c *collector) error { return errors.Join(c.add([]byte("abc")), c.skip(1)) }, executor.Output{Kept: []byte("abc"), Written: 4}, nil},
		"a gap at the start":   {func(c *collector) error { return errors.Join(c.skip(1), c.add([]byte("z"))) }, executor.Output{Kept: []byte("z"), Tail: 1, Written: 2}, nil},
		"one byte too many":    {func(c *collector) error { return c.add([]byte("abcdef")) }, executor.Output{Kept: []byte("abcde"), Written: 6}, errOverrun},
		"too many after a gap": {func(c *collector) error { return errors.Join(c.skip(9), c.add([]byte("abcdef"))) }, executor.Output{Kept: []byte("abcde"), Tail: 5, Written: 14}, errOverrun},
		"two gaps":             {func(c *collector) error { return errors.Join(c.skip(1), c.skip(1)) }, executor.Output{Written: 1}, errGaps},
		"more than can be":     {func(c *collector) error { return errors.Join(c.add([]byte("abc")), c.skip(math.MaxInt64)) }, executor.Output{Kept: []byte("abc"), Written: math.MaxInt64}, nil},
	} {
		col := &collector{limit: 5}
		err := c.collect(col)
		got := col.output()
		if string(got.Kept) != string(c.want.Kept) || got.Tail != c.want.Tail || got.Written != c.want.Written || !errors.Is(err, c.err) {
			t.Errorf("%s: kept %q, tail %d, written %d, %v, want %q, %d, %d, %v",
				name, got.Kept, got.Tail, got.Written, err, c.want.Kept, c.want.Tail, c.want.Written, c.err)
		}
	}
}

// TestCollectorAllocatesLittle: a stream of a MiB in small pieces costs twice its
// size in all, and holds no more than the limit.
func TestCollectorAllocatesLittle(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	c := &collector{limit: limit}
	piece := make([]byte, 1000)
	for c.add(piece) == nil {
		if cap(c.kept) > limit {
			t.Fatalf("holds %d bytes for %d, want at most %d", cap(c.kept), len(c.kept), limit)
		}
	}
	if len(c.kept) != limit || cap(c.kept) != limit {
		t.Errorf("kept %d bytes in %d, want %d in as many", len(c.kept), cap(c.kept), limit)
	}
}
