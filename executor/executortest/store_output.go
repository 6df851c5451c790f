package executortest

import (
	"bytes"
	"strings"

	"github.com/edtronaut/livecode/executor"
)

var outputTests = map[string]func(storeTest){
	"OutputIsKeptAsText":             outputText,
	"OutputIsKeptAroundItsGap":       outputGap,
	"OutputOfEveryByteIsStorable":    outputEveryByte,
	"OutputOfAMebibyteIsKeptWhole":   outputLarge,
	"OutputFlagsBelongToTheirStream": outputFlags,
}

func outputText(s storeTest) {
	for _, c := range []struct {
		name             string
		kept             string
		written          int64
		want             string
		truncated, lossy bool
	}{
		{"empty", "", 0, "", false, false},
		{"plain", "a\r\n\tb\x1b[0m\u007f", 10, "a\r\n\tb\x1b[0m\u007f", false, false},
		{"beyond ASCII", "é☃𝄞\ufffd", 12, "é☃𝄞\ufffd", false, false},
		{"NUL", "a\x00b", 3, "a\ufffdb", false, true},
		{"invalid UTF-8", "a\xff\xc0b", 4, "a\ufffd\ufffdb", false, true},
		{"half a character at the end", "aé"[:2], 2, "a\ufffd", false, true},
		{"truncated within a character", "aé"[:2], 3, "a", true, false},
		{"truncated between characters", "aé", 9, "aé", true, false},
		{"truncated to nothing", "", 9, "", true, false},
		{"truncated after a lone byte", "a\x80", 9, "a\ufffd", true, true},
		{"surrogate", "\xed\xa0\x80", 3, "\ufffd\ufffd\ufffd", false, true},
	} {
		e := s.finishedWith(executor.Output{Kept: []byte(c.kept), Written: c.written}, output(""))
		equal(s, c.name+": Stdout", e.Stdout, c.want)
		equal(s, c.name+": StdoutTruncated", e.Attempt.StdoutTruncated, c.truncated)
		equal(s, c.name+": StdoutLossy", e.Attempt.StdoutLossy, c.lossy)
		equal(s, c.name+": StdoutBytes", e.Attempt.StdoutBytes, c.written)
	}
}

func outputGap(s storeTest) {
	for _, c := range []struct {
		name       string
		head, tail string
		written    int64
		want       string
		gap        executor.Gap
	}{
		{"nothing left out", "ab", "", 2, "ab", executor.Gap{}},
		{"no tail", "ab", "", 5, "ab", executor.Gap{At: 2, Bytes: 3}},
		{"head and tail", "ab", "yz", 1 << 40, "abyz", executor.Gap{At: 2, Bytes: 1<<40 - 4}},
		{"a character cut on either side", "aé"[:2], "é"[1:] + "z", 9, "az", executor.Gap{At: 1, Bytes: 7}},
		{"counted as it is stored", "\x00", "z", 5, "\ufffdz", executor.Gap{At: 3, Bytes: 3}},
	} {
		cut := executor.Output{Kept: []byte(c.head + c.tail), Tail: len(c.tail), Written: c.written}
		e := s.finishedWith(cut, output("whole"))
		equal(s, c.name+": Stdout", e.Stdout, c.want)
		equal(s, c.name+": StdoutGap", e.Attempt.StdoutGap, c.gap)
		equal(s, c.name+": StderrGap", e.Attempt.StderrGap, executor.Gap{})
		e = s.finishedWith(output("whole"), cut)
		equal(s, c.name+": Stderr", e.Stderr, c.want)
		equal(s, c.name+": StderrGap", e.Attempt.StderrGap, c.gap)
		equal(s, c.name+": StdoutGap beside it", e.Attempt.StdoutGap, executor.Gap{})
	}
}

func outputEveryByte(s storeTest) {
	every := executor.Output{Kept: allBytes(), Written: 256}
	e := s.finishedWith(every, every)
	want := "\ufffd" + string(allBytes()[1:128]) + strings.Repeat("\ufffd", 128)
	equal(s, "Stdout", e.Stdout, want)
	equal(s, "Stderr", e.Stderr, want)
}

func outputLarge(s storeTest) {
	const size = 1 << 20
	valid := executor.Output{Kept: bytes.Repeat([]byte("é"), size/2), Written: size}
	invalid := executor.Output{Kept: bytes.Repeat([]byte{0xff}, size), Written: size}
	e := s.finishedWith(valid, invalid)
	if e.Stdout != string(valid.Kept) {
		s.Errorf("Stdout of 1 MiB: got %d bytes, other than what was written", len(e.Stdout))
	}
	if want := strings.Repeat("\ufffd", size); e.Stderr != want {
		s.Errorf("Stderr of 1 MiB of 0xff: got %d bytes, want %d of U+FFFD", len(e.Stderr), len(want))
	}
}

func outputFlags(s storeTest) {
	cut := executor.Output{Kept: []byte("x"), Written: 2}
	lossy := executor.Output{Kept: []byte{0}, Written: 1}
	e := s.finishedWith(cut, lossy)
	equal(s, "StdoutTruncated", e.Attempt.StdoutTruncated, true)
	equal(s, "StderrTruncated", e.Attempt.StderrTruncated, false)
	equal(s, "StdoutLossy", e.Attempt.StdoutLossy, false)
	equal(s, "StderrLossy", e.Attempt.StderrLossy, true)
	equal(s, "StdoutBytes", e.Attempt.StdoutBytes, 2)
	equal(s, "StderrBytes", e.Attempt.StderrBytes, 1)
}

// finishedWith is a new execution that has ended with these outputs.
func (s storeTest) finishedWith(stdout, stderr executor.Output) executor.Execution {
	s.Helper()
	job, result := s.claimed(longLease), exited(0)
	result.Stdout, result.Stderr = stdout, stderr
	if err := s.Finish(s.Context(), job.Attempt, result); err != nil {
		s.Fatalf("Finish with stdout %.40q, stderr %.40q: %v", stdout.Kept, stderr.Kept, err)
	}
	return s.execution(job.Attempt.ExecutionID)
}
