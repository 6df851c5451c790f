package docker

import (
	"strings"
	"testing"

	"github.com/docker/docker/api/types/system"

	"github.com/edtronaut/livecode/executor"
)

func TestSecurityOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		options []string
		want    Security
	}{
		{nil, Security{}},
		{[]string{"name=seccomp,profile=default", "name=cgroupns"}, Security{}},
		{[]string{"name=apparmor", "name=seccomp,profile=builtin", "name=userns"}, Security{AppArmor: true, UserNamespaces: true}},
		{[]string{"name=rootless", "name=selinux"}, Security{Rootless: true, SELinux: true}},
	} {
		got, err := securityOf(system.Info{SecurityOptions: c.options})
		if err != nil || got != c.want {
			t.Errorf("securityOf(%q) = %+v, %v, want %+v, nil", c.options, got, err, c.want)
		}
	}
}

func TestSecurityIsTold(t *testing.T) {
	t.Parallel()
	const want = "AppArmor on, SELinux off, user-namespace remapping on, rootless off"
	if got := (Security{AppArmor: true, UserNamespaces: true}).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

// TestTheEnginesSecurityIsLeftOn: no container of ours asks to be without what
// the engine adds by itself.
func TestTheEnginesSecurityIsLeftOn(t *testing.T) {
	t.Parallel()
	for _, runtime := range []string{"", "runc", "crun", "runsc"} {
		h := spec{runtime: runtime, limits: executor.Limits{Pids: 64}}.hostConfig()
		if h.UsernsMode != "" || h.Privileged {
			t.Errorf("hostConfig() for runtime %q: UsernsMode %q, privileged %t, want neither", runtime, h.UsernsMode, h.Privileged)
		}
		for _, option := range h.SecurityOpt {
			if name, _, _ := strings.Cut(option, "="); name == "apparmor" || name == "label" || name == "systempaths" {
				t.Errorf("hostConfig() for runtime %q has the security option %q", runtime, option)
			}
		}
		if h.MaskedPaths != nil {
			t.Errorf("hostConfig() for runtime %q masks %q, want the engine's own choice", runtime, h.MaskedPaths)
		}
	}
}
