package hostile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// stream is one output as a record has it.
type stream struct {
	text             string
	written          int64
	truncated, lossy bool
	omitted          Omitted
}

// checkSelf checks what holds of every output: no more of it than may be kept,
// and what is there and what is not are all that was written.
func (s stream) checkSelf(f *findings, name string) {
	f.want(len(s.text) <= largest, "%s has %d bytes, more than may be kept", name, len(s.text))
	f.want(s.truncated == (s.omitted.Bytes > 0), "%sTruncated is %t, and %d bytes are omitted", name, s.truncated, s.omitted.Bytes)
	f.want(s.omitted.At <= int64(len(s.text)), "%s has %d bytes, and lacks some at %d", name, len(s.text), s.omitted.At)
	if !s.lossy {
		f.want(int64(len(s.text))+s.omitted.Bytes == s.written, "%s has %d bytes, %d are omitted, and %d were written", name, len(s.text), s.omitted.Bytes, s.written)
	}
}

// compare finds in what an output is not as t has it.
func (t *Text) compare(f *findings, name string, got stream) {
	got.checkSelf(f, name)
	if t == nil {
		return
	}
	if t.Is != nil {
		f.want(got.text == *t.Is, "%s is %s, want %s", name, brief(got.text), brief(*t.Is))
	}
	for _, part := range t.Holds {
		f.want(strings.Contains(got.text, part), "%s is %s, want it to hold %q", name, brief(got.text), part)
	}
	for _, part := range t.Lacks {
		f.want(!strings.Contains(got.text, part), "%s is %s, want it not to hold %q", name, brief(got.text), part)
	}
	f.want(strings.HasSuffix(got.text, t.Ends), "%s ends with %s, want %q", name, brief(got.text[max(0, len(got.text)-len(t.Ends)):]), t.Ends)
	t.compareLines(f, name, got.text)
	if w := t.Bytes; w != nil {
		f.want(w.holds(got.written), "%sBytes is %d, want %d to %d", name, got.written, w.Least, w.Most)
	}
	if w := t.Kept; w != nil {
		f.want(w.holds(int64(len(got.text))), "%s has %d bytes, want %d to %d", name, len(got.text), w.Least, w.Most)
	}
	f.want(t.Truncated.holds(got.truncated), "%sTruncated is %t", name, got.truncated)
	f.want(t.Lossy.holds(got.lossy), "%sLossy is %t", name, got.lossy)
}

// holds reports whether v is one of o; where none is named, the zero value is.
func (o OneOf[T]) holds(v T) bool {
	var zero T
	return slices.Contains(o, v) || o == nil && v == zero
}

// largest is what an output of nothing but invalid bytes becomes, each of which
// is replaced by a character of three.
const largest = 3 * (output + 4<<10)

// compareLines compares line by line, so that what differs is told.
func (t *Text) compareLines(f *findings, name, text string) {
	var want []string
	for _, pattern := range t.Lines {
		want = append(want, "^(?:"+pattern+")$")
	}
	for n := range t.Sequence {
		want = append(want, fmt.Sprintf("^%d$", n))
	}
	if want == nil {
		return
	}
	var got []string
	if text != "" {
		got = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	}
	for i, line := range got {
		switch {
		case i >= len(want):
			f.want(false, "%s has a line more: %s", name, brief(line))
			return
		case !regexp.MustCompile(want[i]).MatchString(line):
			f.want(false, "%s: line %d is %s, want %s", name, i+1, brief(line), want[i])
		}
	}
	f.want(len(got) >= len(want), "%s has %d lines, want %d", name, len(got), len(want))
}

// brief quotes the beginning of s.
func brief(s string) string {
	const enough = 300
	if len(s) > enough {
		return fmt.Sprintf("%.*q… (%d bytes)", enough, s, len(s))
	}
	return fmt.Sprintf("%q", s)
}
