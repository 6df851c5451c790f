package images

import _ "embed"

// Seccomp is the system call filter of every sandbox, in the engine's format:
// an allow-list of what Python and Node need, shorter and so also quicker to
// install than the engine's own. What is not on it is refused with EPERM, or
// with ENOSYS where libraries then know how to do without.
//
//go:embed seccomp.json
var Seccomp string
