package executor

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOutputText(t *testing.T) {
	t.Parallel()
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for name, c := range map[string]struct {
		kept      string
		truncated bool
		want      string
		lossy     bool
	}{
		"empty":                              {"", false, "", false},
		"plain, CR LF, escapes":              {"a\r\n\x1b[1mü€😀", false, "a\r\n\x1b[1mü€😀", false},
		"NUL":                                {"a\x00b", false, "a\ufffdb", true},
		"invalid byte":                       {"a\xffb", false, "a\ufffdb", true},
		"U+FFFD of its own":                  {"a\ufffdb", false, "a\ufffdb", false},
		"surrogate":                          {"\xed\xa0\x80", false, "\ufffd\ufffd\ufffd", true},
		"half a character, complete output":  {"a\xe2\x82", false, "a\ufffd\ufffd", true},
		"half a character, truncated output": {"a\xe2\x82", true, "a", false},
		"1 of 4 bytes, truncated":            {"a\xf0", true, "a", false},
		"3 of 4 bytes, truncated":            {"a\xf0\x9f\x98", true, "a", false},
		"whole character, truncated":         {"a😀", true, "a😀", false},
		"stray continuation, truncated":      {"a\x82", true, "a\ufffd", true},
		"only continuations, truncated":      {"\x82\x82\x82\x82", true, strings.Repeat("\ufffd", 4), true},
		"all byte values":                    {string(all), false, "\ufffd" + string(all[1:128]) + strings.Repeat("\ufffd", 128), true},
	} {
		out := Output{Kept: []byte(c.kept), Written: int64(len(c.kept))}
		if c.truncated {
			out.Written++
		}
		got, _, lossy := out.Text()
		if got != c.want || lossy != c.lossy {
			t.Errorf("%s: Text() = %q, %t, want %q, %t", name, got, lossy, c.want, c.lossy)
		}
	}
}

func TestOutputTextAroundAGap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		head, tail string
		written    int64
		want       string
		gap        Gap
		lossy      bool
	}{
		"between characters":          {"ab", "yz", 9, "abyz", Gap{2, 5}, false},
		"no tail":                     {"ab", "", 9, "ab", Gap{2, 7}, false},
		"no head":                     {"", "yz", 9, "yz", Gap{0, 7}, false},
		"nothing kept":                {"", "", 9, "", Gap{0, 9}, false},
		"one byte":                    {"ab", "yz", 5, "abyz", Gap{2, 1}, false},
		"one byte out of a character": {"aé"[:2], "é"[1:] + "z", 5, "az", Gap{1, 3}, false},
		"within two characters":       {"a€"[:3], "😀"[1:] + "z", 20, "az", Gap{1, 18}, false},
		"counted as stored":           {"a\x00", "\xffz", 9, "a\ufffd\ufffdz", Gap{4, 5}, true},
		"more rests than one can be":  {"a", "\x82\x82\x82\x82z", 9, "a\ufffdz", Gap{1, 6}, true},
		"only rests":                  {"a", "\x82\x82", 9, "a", Gap{1, 8}, false},
	} {
		out := Output{Kept: []byte(c.head + c.tail), Tail: len(c.tail), Written: c.written}
		text, gap, lossy := out.Text()
		if text != c.want || gap != c.gap || lossy != c.lossy {
			t.Errorf("%s: Text() = %q, %+v, %t, want %q, %+v, %t", name, text, gap, lossy, c.want, c.gap, c.lossy)
		}
	}
}

// FuzzOutputText: the text is storable; where it is not lossy, the text before
// the gap is how the kept bytes begin, the text behind it is how they end, and
// the gap is what lacks, which is at most three bytes on either side more than
// was not kept.
func FuzzOutputText(f *testing.F) {
	f.Add([]byte("a\x00\xff\xe2\x82"), uint(2), uint(1))
	f.Add([]byte("a\xe2\x82\x82b"), uint(2), uint(7))
	f.Fuzz(func(t *testing.T, kept []byte, tail, missing uint) {
		out := Output{Kept: kept, Written: int64(len(kept)) + int64(missing%100)}
		if out.Truncated() {
			out.Tail = int(tail % uint(len(kept)+1))
		}
		text, gap, lossy := out.Text()
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Fatalf("Text() = %q, not storable", text)
		}
		if lossy {
			return
		}
		before, after := text[:gap.At], text[gap.At:]
		if !strings.HasPrefix(string(kept), before) || !strings.HasSuffix(string(kept), after) ||
			!utf8.ValidString(before) || gap.Bytes+int64(len(text)) != out.Written || len(kept)-len(text) > 6 ||
			(gap.Bytes > 0) != out.Truncated() {
			t.Fatalf("Text() of %q = %q, %+v without loss", kept, text, gap)
		}
	})
}

func TestTerminationStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		termination Termination
		exitCode    int
		want        Status
	}{
		{TerminationExited, 0, StatusCompleted},
		{TerminationExited, 124, StatusFailed},
		{TerminationSignaled, 0, StatusFailed},
		{TerminationWallTimeout, 0, StatusTimeout},
		{TerminationOOM, 0, StatusFailed},
		{TerminationOutputLimit, 0, StatusFailed},
		{TerminationCancelled, 0, StatusFailed},
		{TerminationSandboxError, 0, StatusFailed},
		{TerminationLost, 0, StatusFailed},
	} {
		got := c.termination.Status(c.exitCode)
		if got != c.want || !got.Terminal() {
			t.Errorf("%s.Status(%d) = %s, want %s, which is terminal", c.termination, c.exitCode, got, c.want)
		}
	}
}
