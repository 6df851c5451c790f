package persistence

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// checks is how many random lives a store goes through in the tests of its rules;
// -rapid.checks sets another number. On a database each takes a fifth of a second,
// and the next run draws others.
const checks = "30"

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", checks); err != nil { // before the command line is read
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
