package postgrestest

import (
	"errors"
	"os"
	"os/exec"
	osuser "os/user"
	"strconv"
	"syscall"
)

// owner is who the server runs as. Postgres refuses to run as root.
type owner struct {
	credential *syscall.Credential // nil: whoever runs the tests
}

// unprivileged is whoever runs the tests, or for root the user postgres or, for
// want of that one, nobody.
func unprivileged() (*owner, error) {
	if os.Geteuid() != 0 {
		return &owner{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := osuser.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(account.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(account.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &owner{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return nil, errors.New("there is no user postgres or nobody to run Postgres, which refuses root")
}

// command prepares a program to run as the owner, with a plain environment:
// variables such as PGPORT would redirect Postgres's programs.
func (o *owner) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: o.credential}
	return cmd
}

// take gives the folder to the owner.
func (o *owner) take(dir string) error {
	if o.credential == nil {
		return nil
	}
	return os.Chown(dir, int(o.credential.Uid), int(o.credential.Gid))
}
