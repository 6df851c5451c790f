package executortest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/edtronaut/livecode/executor"
)

// floods write up to the output limit and beyond.
func floods(limits executor.Limits) []sandboxCase {
	n := limits.OutputBytes
	write := func(text string, size int64) map[string]string {
		return both(fmt.Sprintf(`import sys; sys.stdout.write(%q * %d)`, text, size),
			fmt.Sprintf(`process.stdout.write(%q.repeat(%d))`, text, size))
	}
	const limit = executor.TerminationOutputLimit
	return []sandboxCase{
		{name: "writes exactly the limit", code: write("x", n), stdout: text(strings.Repeat("x", int(n)))},
		{name: "writes one byte more", code: write("x", n+1), termination: limit, stdout: truncatedAt(n)},
		{
			name: "writes one byte more and exits before it can be stopped",
			code: both(fmt.Sprintf(`import os; os.write(1, b"x" * %d); os.write(1, b"y"); os._exit(0)`, n),
				fmt.Sprintf(`const fs = require("fs"); fs.writeSync(1, "x".repeat(%d)); fs.writeSync(1, "y"); process.exit(0)`, n)),
			termination: limit, stdout: missing(1, "y"),
		},
		{name: "writes characters beyond the limit", code: write("a€😀", n), termination: limit, stdout: wholeCharacters},
		{
			name:        "endless stdout",
			code:        both(`exec("while True: print('y' * 1000)")`, `for (;;) console.log("y".repeat(1000))`),
			termination: limit, stdout: truncatedAt(n),
		},
		{
			name: "endless stderr",
			code: both("import sys\nwhile True: sys.stderr.write('y' * 1000)",
				`for (;;) console.error("y".repeat(1000))`),
			termination: limit, stderr: truncatedAt(n),
		},
		{
			name: "endless numbers on both",
			code: both("import os\nout = os.fork() + 0 and 1 or 2\ni = 0\nwhile True:\n    os.write(out, b''.join(b'%07d\\n' % n for n in range(i, i + 512)))\n    i += 512",
				`const fs = require("fs"); for (let i = 0; ; i += 512) { let s = ""; for (let n = i; n < i + 512; n++) s += String(n).padStart(7, "0") + "\n"; fs.writeSync(1, s); fs.writeSync(2, s) }`),
			termination: limit, stdout: numbers, stderr: numbers,
		},
	}
}

// testLastBytes: what a program writes just before its end is never lost, however
// much it is and however it ends. The limit leaves room for it in the pipe.
func (sb SandboxUnderTest) testLastBytes(t *testing.T) {
	const times = 5
	n := sb.Limits.OutputBytes - 8
	want := strings.Repeat("x", int(n)) + "the last"
	for language, code := range map[string]string{
		"python":     `import os, sys; sys.stdout.write("x" * %d + "the last"); os.kill(os.getpid(), 9)`,
		"javascript": `process.stdout.write("x".repeat(%d) + "the last"); process.exit(0)`,
	} {
		for range times {
			got, err := sb.Run(t.Context(), executor.Job{Language: language, Code: fmt.Sprintf(code, n)})
			if err != nil || string(got.Stdout.Kept) != want || got.Stdout.Written != int64(len(want)) {
				t.Errorf("%s: Run() kept %d bytes of %d, %.20q at the end, %v, want all %d", language, len(got.Stdout.Kept),
					got.Stdout.Written, got.Stdout.Kept[max(0, len(got.Stdout.Kept)-20):], err, len(want))
			}
		}
	}
}

// missing wants output of which so many bytes were left out, and the end kept.
func missing(bytes int64, end string) func(executor.Output) string {
	return func(got executor.Output) string {
		if _, gap, _ := got.Text(); gap.Bytes != bytes || got.Tail == 0 || !strings.HasSuffix(string(got.Kept), end) {
			return fmt.Sprintf("is %d bytes of %d and ends in %.20q, want %d left out before the end %q",
				len(got.Kept), got.Written, got.Kept[max(0, len(got.Kept)-20):], bytes, end)
		}
		return ""
	}
}

// wholeCharacters wants truncated output without half a character.
func wholeCharacters(got executor.Output) string {
	text, gap, lossy := got.Text()
	if lossy || gap.Bytes == 0 || got.Tail == 0 || !utf8.ValidString(text[:gap.At]) || gap.Bytes+int64(len(text)) != got.Written {
		return fmt.Sprintf("is %d bytes of %d, lossy %t, %+v, want a head and a tail of whole characters",
			len(text), got.Written, lossy, gap)
	}
	return ""
}

// numbers wants consecutive numbers of eight bytes each, all of them or those of
// the beginning and the end. What was written last stands at the end, to the byte.
func numbers(got executor.Output) string {
	head := len(got.Kept) - got.Tail
	for i, b := range got.Kept {
		at := int64(i)
		if i >= head {
			at += got.Written - int64(len(got.Kept))
		}
		if want := fmt.Sprintf("%07d\n", at/8)[at%8]; b != want {
			return fmt.Sprintf("has %q at byte %d of %d, want %q (%d bytes kept, %d of them a tail)",
				b, at, got.Written, want, len(got.Kept), got.Tail)
		}
	}
	return ""
}
