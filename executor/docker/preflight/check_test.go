package preflight

import (
	"slices"
	"testing"

	"github.com/edtronaut/livecode/executor/wire"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	found := []wire.Finding{
		{Check: wire.CheckUser},
		{Check: wire.CheckNetwork, Broken: "there is a route"},
		{Check: wire.CheckPids, Broken: "there is no cap"},
	}
	for _, c := range []struct {
		allowed []string
		want    string
	}{
		{nil, "network: there is a route; pids: there is no cap"},
		{[]string{"user", "network"}, "pids: there is no cap"},
		{[]string{"pids", "network"}, ""},
	} {
		checks := Judge(found, c.allowed)
		got := ""
		if err := Verdict(checks); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("Verdict() with %v allowed = %q, want %q", c.allowed, got, c.want)
		}
		for i, check := range checks {
			if check.Name != string(found[i].Check) || check.Allowed != slices.Contains(c.allowed, check.Name) || check.Holds() != (check.Broken == "") {
				t.Errorf("check %d with %v allowed = %+v", i, c.allowed, check)
			}
		}
	}
}

// TestEveryCheckIsExplained: whoever adds a check says what it is about and
// what to do.
func TestEveryCheckIsExplained(t *testing.T) {
	t.Parallel()
	for _, name := range wire.Checks {
		if about := promises[name]; about.promise == "" || about.remedy == "" {
			t.Errorf("check %s has promise %q and remedy %q", name, about.promise, about.remedy)
		}
	}
	if len(promises) != len(wire.Checks) || len(Names()) != len(wire.Checks) || !slices.IsSorted(Names()) {
		t.Errorf("%d promises and names %v of %d checks", len(promises), Names(), len(wire.Checks))
	}
}
