package api

import (
	"unicode/utf8"

	"github.com/edtronaut/livecode/executor"
)

// maxEventText is the most text in one event, in bytes.
const maxEventText = 32 << 10

// teller tells a client what becomes of an execution, from a position on.
type teller struct {
	position

	events eventSink
	waited bool // for the end, rather than to find it there
}

// statusEvent says that the execution has a status. A number of attempt other
// than the one before means that what was written until then does not count.
type statusEvent struct {
	Status  executor.Status `json:"status"`
	At      *timestamp      `json:"at,omitempty"`
	Attempt int             `json:"attempt,omitempty"`
}

// outputEvent says that the program wrote Text, after Omitted bytes of which the
// text was not kept.
type outputEvent struct {
	At      *timestamp `json:"at,omitempty"`
	Text    string     `json:"text"`
	Omitted int64      `json:"omitted,omitempty"`
}

// observe tells what is new in e. After the end of a terminal one, it is done.
func (t *teller) observe(e executor.Execution) (done bool, err error) {
	if t.told < toldQueued {
		if err := t.status(toldQueued, statusEvent{Status: executor.StatusQueued, At: optional(&e.CreatedAt)}); err != nil {
			return false, err
		}
	}
	if a := e.Attempt; a != nil && (t.attempt != a.Number || t.told < toldRunning) {
		if err := t.begin(a); err != nil {
			return false, err
		}
	}
	if !e.Status.Terminal() {
		return false, nil
	}
	return true, t.end(e)
}

// begin tells of an attempt, unless the execution ended before anybody ran it.
func (t *teller) begin(a *executor.Attempt) error {
	t.position = position{attempt: a.Number, told: toldQueued}
	if a.WorkerID == "" {
		return nil
	}
	return t.status(toldRunning, statusEvent{Status: executor.StatusRunning, At: optional(&a.ClaimedAt), Attempt: a.Number})
}

func (t *teller) status(p phase, s statusEvent) error {
	t.told = p
	return t.events.event("status", t.position, s)
}

// end tells the rest of a terminal execution.
func (t *teller) end(e executor.Execution) error {
	at, attempt := optional(nil), 0
	if a := e.Attempt; a != nil {
		at, attempt = optional(a.FinishedAt), a.Made()
	}
	if t.told < toldTerminal {
		for _, s := range [...]executor.Stream{executor.Stdout, executor.Stderr} {
			if err := t.rest(s, e, at); err != nil {
				return err
			}
		}
		if err := t.status(toldTerminal, statusEvent{Status: e.Status, At: at, Attempt: attempt}); err != nil {
			return err
		}
	}
	if t.told == toldEnd {
		return nil
	}
	rec := recordOf(e)
	if t.waited {
		rec = rec.answered()
	}
	t.told = toldEnd
	return t.events.event("end", t.position, rec)
}

// rest tells what is left of a stream's text, in which there may be a gap.
func (t *teller) rest(s executor.Stream, e executor.Execution, at *timestamp) error {
	text, gap := e.Stdout, executor.Gap{}
	if e.Attempt != nil {
		gap = e.Attempt.StdoutGap
	}
	if s == executor.Stderr {
		text = e.Stderr
		if e.Attempt != nil {
			gap = e.Attempt.StderrGap
		}
	}
	place := t.place(s)
	if gap.Bytes > 0 && *place <= gap.At && gap.At <= int64(len(text)) {
		if err := t.text(s, textFrom(text[:gap.At], *place), at, 0); err != nil {
			return err
		}
		return t.text(s, text[gap.At:], at, gap.Bytes)
	}
	return t.text(s, textFrom(text, *place), at, 0)
}

// live tells what is new in chunks of the attempt at hand. What is missing
// before one is told in the end.
func (t *teller) live(chunks []executor.Chunk) error {
	for _, c := range chunks {
		place := t.place(c.Stream)
		if t.told != toldRunning || c.Attempt != t.attempt || c.At > *place {
			continue
		}
		if err := t.text(c.Stream, textFrom(c.Text, *place-c.At), optional(&c.Time), 0); err != nil {
			return err
		}
	}
	return nil
}

// text tells more of a stream, in events of bounded size.
func (t *teller) text(s executor.Stream, text string, at *timestamp, omitted int64) error {
	for text != "" || omitted > 0 {
		part := beginning(text)
		text = text[len(part):]
		*t.place(s) += int64(len(part))
		if err := t.events.event(string(s), t.position, outputEvent{at, part, omitted}); err != nil {
			return err
		}
		omitted = 0
	}
	return nil
}

// place is how much of a stream has been told.
func (t *teller) place(s executor.Stream) *int64 {
	if s == executor.Stderr {
		return &t.stderr
	}
	return &t.stdout
}

// textFrom is text without its first n bytes, and without the rest of a character
// if there is one, which only a position that we did not give can lead to.
func textFrom(text string, n int64) string {
	n = min(max(n, 0), int64(len(text)))
	for n < int64(len(text)) && !utf8.RuneStart(text[n]) {
		n++
	}
	return text[n:]
}

// beginning is as much of text as goes into one event.
func beginning(text string) string {
	if len(text) <= maxEventText {
		return text
	}
	n := maxEventText
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
