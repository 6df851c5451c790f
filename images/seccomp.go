package images

import (
	_ "embed"
	"encoding/json"
	"sync"
)

// Seccomp is the system call filter of every sandbox, in the engine's format:
// an allow-list of what Python and Node need, shorter and so also quicker to
// install than the engine's own. What is not on it is refused with EPERM, or
// with ENOSYS where libraries then know how to do without.
//
// One call is taken as done and is not: to stop waiting for room in the pipes of
// stdout and stderr, as Node asks for, which then queues without end what does not
// go into a full pipe. A program's flood would be its own end, for want of memory,
// whenever the runner is slow for a moment.
//
//go:embed seccomp.json
var Seccomp string

// SeccompForGVisor is Seccomp with the calls allowed that it takes as done: gVisor,
// which can load a filter, would refuse them, and Node would not start.
var SeccompForGVisor = sync.OnceValue(func() string { return allowTaken(Seccomp) })

// allowTaken allows the calls that a filter answers with an errno of 0. The filter
// is ours, so that it has the form that is expected.
func allowTaken(filter string) string {
	var p map[string]any
	if err := json.Unmarshal([]byte(filter), &p); err != nil {
		panic(err)
	}
	for _, rule := range p["syscalls"].([]any) {
		r := rule.(map[string]any)
		if _, taken := r["errnoRet"]; taken {
			r["action"] = "SCMP_ACT_ALLOW"
			delete(r, "errnoRet")
		}
	}
	changed, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(changed)
}
