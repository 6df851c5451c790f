package hostile

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/edtronaut/livecode/executor"
)

// conditional is an expectation that holds where its condition does. Only the
// members that it has replace those of the ones before it.
type conditional struct {
	where, reason string
	members       json.RawMessage
}

// over lays the members over e. They have been seen to decode.
func (c conditional) over(e *Expectation) { _ = strict(c.members, e) }

// expectations returns the layers for a language, in their order.
func (f file) expectations(language string) ([]conditional, error) {
	own := func(python, javascript json.RawMessage) json.RawMessage {
		if language == "python" {
			return python
		}
		return javascript
	}
	layers := []conditional{{members: f.Expect}, {members: own(f.Python, f.JavaScript)}}
	for _, condition := range slices.Sorted(maps.Keys(f.Where)) {
		w := f.Where[condition]
		if w.Reason == "" {
			return nil, fmt.Errorf("where %q: the reason is missing", condition)
		}
		layers = append(layers, conditional{condition, w.Reason, w.Expect}, conditional{condition, w.Reason, own(w.Python, w.JavaScript)})
	}
	layers = slices.DeleteFunc(layers, func(c conditional) bool { return c.members == nil })
	var e Expectation
	for i, c := range layers {
		if err := strict(c.members, &e); err != nil {
			return nil, fmt.Errorf("expect: %w", err)
		}
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("expect, layer %d: %w", i, err)
		}
	}
	return layers, nil
}

// check finds what the decoder does not see.
func (e Expectation) check() error {
	if e.Refused != nil {
		return nil
	}
	if len(e.Status) == 0 || len(e.Termination) == 0 {
		return errors.New("status or termination is missing")
	}
	for _, s := range e.Status {
		if !executor.Status(s).Terminal() {
			return fmt.Errorf("status %q is not terminal", s)
		}
	}
	for _, t := range e.Termination {
		if !slices.Contains(terminations, executor.Termination(t)) {
			return fmt.Errorf("termination %q is none that a program can bring about", t)
		}
	}
	for _, text := range []*Text{e.Stdout, e.Stderr} {
		if err := text.check(); err != nil {
			return err
		}
	}
	return nil
}

// terminations are those that a program can bring about.
var terminations = []executor.Termination{
	executor.TerminationExited, executor.TerminationSignaled, executor.TerminationWallTimeout,
	executor.TerminationOOM, executor.TerminationOutputLimit,
}

func (t *Text) check() error {
	if t == nil {
		return nil
	}
	for _, line := range t.Lines {
		if _, err := regexp.Compile(line); err != nil {
			return err
		}
	}
	return nil
}
