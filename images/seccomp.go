package images

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// Seccomp is the system call filter of the sandboxes, in the engine's format: an
// allow-list of what Python and Node need, shorter and so also quicker to install
// than the engine's own. What is not on it is refused with EPERM, or with ENOSYS
// where libraries then know how to do without; a few calls are taken as done and
// are not. See seccomp.md.
//
//go:embed seccomp.json
var Seccomp string

// SeccompFor is Seccomp for a language of the catalogue.
//
// That a program does not stop waiting for room in the pipes of its output is for
// Node alone, which then queues without end what does not go into a full pipe: a
// flood would be its own end, for want of memory, whenever the runner is slow for a
// moment. Elsewhere descriptors 1 and 2 may become something else.
func SeccompFor(language string) string {
	if language == "javascript" {
		return Seccomp
	}
	return seccompForOthers()
}

// SeccompForGVisor is Seccomp with the calls allowed that it takes as done: gVisor,
// which can load a filter, would refuse them.
var SeccompForGVisor = sync.OnceValue(func() string { return allowTaken(Seccomp) })

var seccompForOthers = sync.OnceValue(func() string { return allowTaken(Seccomp, "ioctl") })

// allowTaken allows those of these calls, or of all, that a filter answers with an
// errno of 0. The filter is ours, so that it has the form that is expected.
func allowTaken(filter string, names ...any) string {
	var p map[string]any
	if err := json.Unmarshal([]byte(filter), &p); err != nil {
		panic(err)
	}
	for _, rule := range p["syscalls"].([]any) {
		r := rule.(map[string]any)
		if _, taken := r["errnoRet"]; taken && (names == nil || slices.Equal(r["names"].([]any), names)) {
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
