package images

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"

	moby "github.com/moby/profiles/seccomp"
)

// profile is the engine's format, as far as it concerns us.
type profile struct {
	DefaultAction string
	Syscalls      []struct {
		Names    []string
		Action   string
		Args     []struct{ Index, Value, ValueTwo uint64 }
		Includes struct{ Caps []string }
	}
}

// TestSeccompIsNotWiderThanTheEngines: what we allow, the engine's default
// allows to a container without capabilities.
func TestSeccompIsNotWiderThanTheEngines(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(moby.DefaultProfile())
	if err != nil {
		t.Fatal(err)
	}
	engines := allowed(t, encoded)
	ours := allowed(t, []byte(Seccomp))
	for name := range ours {
		if !engines[name] {
			t.Errorf("%s is allowed by our profile and not by the engine's", name)
		}
	}
	if len(ours) > len(engines)*2/3 {
		t.Errorf("our profile allows %d calls, the engine's %d; ours should be much shorter", len(ours), len(engines))
	}
}

// allowed names the calls that a profile allows without any capability, at
// least with some arguments.
func allowed(t *testing.T, encoded []byte) map[string]bool {
	t.Helper()
	var p profile
	if err := json.Unmarshal(encoded, &p); err != nil {
		t.Fatal(err)
	}
	if p.DefaultAction != "SCMP_ACT_ERRNO" {
		t.Fatalf("default action = %s, want SCMP_ACT_ERRNO", p.DefaultAction)
	}
	names := map[string]bool{}
	for _, rule := range p.Syscalls {
		if rule.Action != "SCMP_ACT_ALLOW" || len(rule.Includes.Caps) > 0 {
			continue
		}
		for _, name := range rule.Names {
			names[name] = true
		}
	}
	return names
}

// TestSeccompHasNoErrorNumbersOfItsOwn: gVisor, which can load the profile, says
// EPERM wherever it refuses, whatever errnoRet says. Elsewhere the one number is 0,
// of calls that are taken as done.
func TestSeccompHasNoErrorNumbersOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		filter string
		want   []string
	}{
		"Node":   {SeccompFor("javascript"), []string{"fdatasync, fsync, msync: 0", "ioctl: 0", "ioctl: 0"}},
		"Python": {SeccompFor("python"), []string{"fdatasync, fsync, msync: 0"}},
		"gVisor": {SeccompForGVisor(), nil},
	} {
		if got := errorNumbers(t, c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%s's profile has the error numbers %q, want %q", name, got, c.want)
		}
	}
	ours, gvisors := allowed(t, []byte(Seccomp)), allowed(t, []byte(SeccompForGVisor()))
	for _, taken := range []string{"fdatasync", "fsync", "msync"} {
		ours[taken] = true
	}
	if !maps.Equal(ours, gvisors) {
		t.Errorf("gVisor's profile allows %v, want %v", gvisors, ours)
	}
}

// errorNumbers are those of the rules that have one beside the default, EPERM.
func errorNumbers(t *testing.T, filter string) (numbers []string) {
	t.Helper()
	var p struct {
		DefaultErrnoRet int
		Syscalls        []struct {
			Names    []string
			ErrnoRet *int
		}
	}
	if err := json.Unmarshal([]byte(filter), &p); err != nil {
		t.Fatal(err)
	}
	if p.DefaultErrnoRet != int(syscall.EPERM) {
		t.Errorf("defaultErrnoRet = %d, want EPERM", p.DefaultErrnoRet)
	}
	for _, rule := range p.Syscalls {
		if rule.ErrnoRet != nil {
			numbers = append(numbers, fmt.Sprintf("%s: %d", strings.Join(rule.Names, ", "), *rule.ErrnoRet))
		}
	}
	slices.Sort(numbers)
	return numbers
}
