package preflight

import (
	"errors"
	"slices"
	"strings"

	"github.com/edtronaut/livecode/executor/wire"
)

// Check is one promise of the sandbox and what was found of it.
type Check struct {
	Name    string // one of Names
	Promise string // what was to be proven, in a few words
	Remedy  string // what to do where it does not hold
	Broken  string // what does not hold, in plain words; empty if all does
	Allowed bool   // the operator has said that it need not hold
}

// Holds reports whether the promise was proven.
func (c Check) Holds() bool { return c.Broken == "" }

// Names are those of all checks, sorted.
func Names() []string {
	names := make([]string, len(wire.Checks))
	for i, name := range wire.Checks {
		names[i] = string(name)
	}
	slices.Sort(names)
	return names
}

// Judge makes checks of what was found, in the same order. Those whose names
// are in allowed need not hold.
func Judge(found []wire.Finding, allowed []string) []Check {
	checks := make([]Check, len(found))
	for i, f := range found {
		about := promises[f.Check]
		checks[i] = Check{
			Name: string(f.Check), Promise: about.promise, Remedy: about.remedy,
			Broken: f.Broken, Allowed: slices.Contains(allowed, string(f.Check)),
		}
	}
	return checks
}

// Verdict is nil if every promise holds that must. Otherwise it says what does
// not, in words that anyone may read.
func Verdict(checks []Check) error {
	var broken []string
	for _, c := range checks {
		if !c.Holds() && !c.Allowed {
			broken = append(broken, c.Name+": "+c.Broken)
		}
	}
	if broken == nil {
		return nil
	}
	return errors.New(strings.Join(broken, "; "))
}
