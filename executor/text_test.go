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
		got, lossy := out.Text()
		if got != c.want || lossy != c.lossy {
			t.Errorf("%s: Text() = %q, %t, want %q, %t", name, got, lossy, c.want, c.lossy)
		}
	}
}

// FuzzOutputText: the text is storable; it is the kept bytes unless lossy; and
// truncation costs at most the three bytes of a part of a character.
func FuzzOutputText(f *testing.F) {
	f.Add([]byte("a\x00\xff\xe2\x82"), true)
	f.Fuzz(func(t *testing.T, kept []byte, truncated bool) {
		out := Output{Kept: kept, Written: int64(len(kept))}
		if truncated {
			out.Written++
		}
		got, lossy := out.Text()
		if !utf8.ValidString(got) || strings.ContainsRune(got, 0) {
			t.Fatalf("Text() = %q, not storable", got)
		}
		if !lossy && (!strings.HasPrefix(string(kept), got) || len(kept)-len(got) > 3 || !truncated && len(got) != len(kept)) {
			t.Fatalf("Text() of %q = %q without loss", kept, got)
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
