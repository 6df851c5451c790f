package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/edtronaut/livecode/executor/wire"
)

// checks prove one promise each. What they return is what does not hold, in
// words for operators. They rather try than ask: what a file of the kernel says
// of a limit is not yet the limit.
var checks = map[wire.Check]func(wire.Promises) error{
	wire.CheckUser:         checkUser,
	wire.CheckPrivileges:   checkPrivileges,
	wire.CheckCapabilities: checkCapabilities,
	wire.CheckSeccomp:      checkSeccomp,
	wire.CheckNetwork:      checkNetwork,
	wire.CheckRootfs:       checkRootfs,
	wire.CheckProc:         checkProc,
	wire.CheckRunner:       checkRunner,
	wire.CheckCPU:          checkCPU,
	wire.CheckNoexec:       checkNoexec,
	wire.CheckTmpfs:        checkTmpfs,
	wire.CheckPids:         checkPids,
	wire.CheckMemory:       checkMemory,
}

// probe makes the checks that the promises in file ask for. Each finding is
// written at once, for the next check may be the end.
func probe(file string, to io.Writer) error {
	var promises wire.Promises
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := wire.Decode(text, &promises); err != nil {
		return err
	}
	findings := json.NewEncoder(to)
	for _, name := range promises.Checks {
		check, ok := checks[name]
		if !ok {
			return fmt.Errorf("there is no check %q", name)
		}
		found := wire.Finding{Check: name}
		if broken := check(promises); broken != nil {
			found.Broken = broken.Error()
		}
		if err := findings.Encode(found); err != nil {
			return err
		}
	}
	return nil
}
