package dockertest

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/edtronaut/livecode/executor/docker"
)

var ociRuntime = flag.String("runtime", "", "the OCI `name` of the sandboxes under test; the engine's choice if empty")

// OCIRuntime returns the OCI runtime that `go test -runtime NAME` has the
// sandboxes of the tests run on; empty is the engine's choice. A test whose
// engine does not know it fails; `make runtimes` gets it.
func OCIRuntime(t testing.TB) string {
	t.Helper()
	if *ociRuntime == "" {
		return ""
	}
	facts, err := docker.Ask(t.Context(), Engine(t))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(facts.Runtimes, *ociRuntime) {
		t.Fatalf("the engine knows no OCI runtime %q, only %q; `make runtimes` installs and registers it", *ociRuntime, facts.Runtimes)
	}
	return *ociRuntime
}

// GVisor reports whether the sandboxes of the tests run on gVisor, whose
// programs can end the whole sandbox.
func GVisor(t testing.TB) bool {
	t.Helper()
	return strings.HasPrefix(OCIRuntime(t), "runsc")
}
