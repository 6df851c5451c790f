package hostile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Expectation is what must hold of a program's record. A member that is left
// out is not checked.
type Expectation struct {
	// How it ended. A list means any of these.
	Status      OneOf[string] `json:"status"`
	Termination OneOf[string] `json:"termination"`
	ExitCode    OneOf[int]    `json:"exitCode"`
	Signal      OneOf[string] `json:"signal"`

	// What it took: the least and the most.
	WallMs  *Range `json:"wallMs"`
	CPUMs   *Range `json:"cpuMs"`
	PeakMiB *Range `json:"peakMiB"`

	Stdout *Text `json:"stdout"`
	Stderr *Text `json:"stderr"`

	// Refused means that the program is not run at all.
	Refused *Refusal `json:"refused"`
}

// Refusal is a problem document of the API.
type Refusal struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Field  string `json:"field"` // the one that is named
}

// OneOf is a value in JSON, or a list of them of which any will do.
type OneOf[T comparable] []T

// UnmarshalJSON implements json.Unmarshaler.
func (o *OneOf[T]) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("[")) {
		return json.Unmarshal(data, (*[]T)(o))
	}
	*o = make(OneOf[T], 1)
	return json.Unmarshal(data, &(*o)[0])
}

// Range is a list in JSON of the least and the most.
type Range struct{ Least, Most int64 }

// UnmarshalJSON implements json.Unmarshaler.
func (r *Range) UnmarshalJSON(data []byte) error {
	var ends []int64
	if err := json.Unmarshal(data, &ends); err != nil {
		return err
	}
	if len(ends) != 2 || ends[0] > ends[1] {
		return fmt.Errorf("range %s: want the least and the most", data)
	}
	r.Least, r.Most = ends[0], ends[1]
	return nil
}

// Text is what must hold of an output. In JSON a string stands for Is.
type Text struct {
	Is       *string  `json:"is"`
	Holds    []string `json:"holds"`
	Lacks    []string `json:"lacks"`
	Ends     string   `json:"ends"`
	Lines    []string `json:"lines"`    // a regular expression for each line, and no line more
	Sequence int      `json:"sequence"` // the numbers from 0 up to this, one on each line

	Bytes     *Range      `json:"bytes"`     // written, kept or not
	Kept      *Range      `json:"kept"`      // bytes in the record
	Truncated OneOf[bool] `json:"truncated"` // false unless it is said
	Lossy     OneOf[bool] `json:"lossy"`     // likewise
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Text) UnmarshalJSON(data []byte) error {
	*t = Text{}
	if bytes.HasPrefix(data, []byte(`"`)) {
		return json.Unmarshal(data, &t.Is)
	}
	type plain Text // without this method
	return strict(data, (*plain)(t))
}

// strict decodes one JSON value whose members must all be known.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one JSON value")
	}
	return nil
}
