package executor

import "time"

// Stream is one of the two that a program writes to.
type Stream string

// The streams, as the API and messages spell them.
const (
	Stdout Stream = "stdout"
	Stderr Stream = "stderr"
)

// Chunk is a part of what a program has written while it runs, as the record
// will have it in the end.
type Chunk struct {
	Attempt int
	Stream  Stream
	At      int64 // how many bytes of the stream's text, as UTF-8, come before it
	Text    string
	Time    time.Time // when it was heard of
}

// Chunker makes chunks of what an attempt writes. It is not for concurrent use.
type Chunker struct {
	Attempt int

	stdout, stderr liveText
}

// Chunk takes what was written to a stream. There may be nothing to show for it
// yet, which is not ok: a character that is not whole waits for its rest.
func (c *Chunker) Chunk(s Stream, b []byte) (_ Chunk, ok bool) {
	text := &c.stdout
	if s == Stderr {
		text = &c.stderr
	}
	at, more := text.add(b)
	return Chunk{Attempt: c.Attempt, Stream: s, At: at, Text: more, Time: time.Now()}, more != ""
}

// liveText turns bytes, as they come, into the beginning of the text that
// [Output.Text] makes of them in the end.
type liveText struct {
	at   int64  // bytes of text so far
	rest []byte // the beginning of a character
}

func (l *liveText) add(b []byte) (at int64, text string) {
	b = append(l.rest, b...)
	whole := dropPartialRune(b)
	l.rest = append([]byte(nil), b[len(whole):]...)
	text, _ = replaceUnstorable(whole)
	at, l.at = l.at, l.at+int64(len(text))
	return at, text
}
