package api

import (
	"bytes"
	"encoding/json"
	"io"
)

// texted is an answer with outputs that may be large.
type texted interface {
	// split returns what encodes as the answer does but with all outputs empty,
	// and the outputs in the order in which that has them, stdout and stderr of
	// each record.
	split() (rest any, outputs []string)
}

// emptyOutputs is what a record has in the place of its outputs. It is nowhere
// else: within a string its quotes would be escaped.
const emptyOutputs = `"stdout":"","stderr":""`

// encodeJSON writes v as JSON in one line, without its end, and outputs in pieces,
// so that no more than one of these is held encoded.
func encodeJSON(w io.Writer, v any) error {
	var outputs []string
	if t, ok := v.(texted); ok {
		v, outputs = t.split()
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false) // people read programs in it; nosniff keeps browsers from it
	if err := enc.Encode(v); err != nil {
		return err
	}
	rest := bytes.TrimSuffix(line.Bytes(), []byte("\n"))
	out := pieces{to: w}
	for ; len(outputs) > 1; outputs = outputs[2:] {
		var before []byte
		before, rest, _ = bytes.Cut(rest, []byte(emptyOutputs))
		out.raw(before)
		out.raw([]byte(`"stdout":"`))
		out.text(outputs[0])
		out.raw([]byte(`","stderr":"`))
		out.text(outputs[1])
		out.raw([]byte(`"`))
	}
	out.raw(rest)
	return out.err
}

// pieces writes until an error.
type pieces struct {
	to    io.Writer
	piece bytes.Buffer
	err   error
}

func (p *pieces) raw(b []byte) {
	if p.err == nil {
		_, p.err = p.to.Write(b)
	}
}

// text writes what belongs between the quotes of a string.
func (p *pieces) text(s string) {
	for s != "" && p.err == nil {
		part := beginning(s)
		s = s[len(part):]
		p.piece.Reset()
		enc := json.NewEncoder(&p.piece)
		enc.SetEscapeHTML(false)
		p.err = enc.Encode(part)
		p.raw(bytes.TrimSuffix(p.piece.Bytes(), []byte("\"\n"))[1:])
	}
}
