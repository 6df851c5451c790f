package docker

import (
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/system"
)

// Security is what an engine adds, to every container and by itself, to what
// ours ask for.
type Security struct {
	AppArmor       bool // its profile docker-default confines programs
	SELinux        bool
	UserNamespaces bool // ids in containers are others on the host (userns-remap)
	Rootless       bool // the engine itself is an ordinary user
}

func securityOf(info system.Info) (Security, error) {
	options, err := system.DecodeSecurityOptions(info.SecurityOptions)
	if err != nil {
		return Security{}, fmt.Errorf("the engine's security options: %w", err)
	}
	var s Security
	for _, option := range options {
		switch option.Name {
		case "apparmor":
			s.AppArmor = true
		case "selinux":
			s.SELinux = true
		case "userns":
			s.UserNamespaces = true
		case "rootless":
			s.Rootless = true
		}
	}
	return s, nil
}

// String says of each whether it is on, for people.
func (s Security) String() string {
	var told []string
	for _, option := range []struct {
		name string
		on   bool
	}{
		{"AppArmor", s.AppArmor}, {"SELinux", s.SELinux}, {"user-namespace remapping", s.UserNamespaces}, {"rootless", s.Rootless},
	} {
		state := "off"
		if option.on {
			state = "on"
		}
		told = append(told, option.name+" "+state)
	}
	return strings.Join(told, ", ")
}
