package executor

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestChunksAreTheBeginningOfTheText: however a program's writes are cut, and
// whatever is left out in the end.
func TestChunksAreTheBeginningOfTheText(t *testing.T) {
	t.Parallel()
	piece := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) []byte { return []byte(s) }),
		rapid.SliceOfN(rapid.Byte(), 0, 8),
		rapid.SampledFrom([][]byte{{0}, {0xe2, 0x82}, {0xac}, {0xf0, 0x9f, 0x98}, {0x80}, []byte("€😀"), []byte("\xed\xa0\x80")}),
	)
	rapid.Check(t, func(t *rapid.T) {
		var c Chunker
		var wrote []byte
		var told strings.Builder
		for _, b := range rapid.SliceOf(piece).Draw(t, "writes") {
			wrote = append(wrote, b...)
			chunk, ok := c.Chunk(Stdout, b)
			if ok != (chunk.Text != "") || chunk.At != int64(told.Len()) {
				t.Fatalf("Chunk(%q) = %+v, %t, after %d bytes of text", b, chunk, ok, told.Len())
			}
			told.WriteString(chunk.Text)
		}
		all, _, _ := Output{Kept: wrote, Written: int64(len(wrote))}.Text()
		cut, _, _ := Output{Kept: wrote, Written: int64(len(wrote)) + 1}.Text()
		if !strings.HasPrefix(all, told.String()) || told.String() != cut {
			t.Fatalf("told %q of %q, which is stored as %q, and as %q if more was left out", told.String(), wrote, all, cut)
		}
	})
}
