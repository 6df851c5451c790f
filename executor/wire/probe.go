package wire

// ProbeArgument has the runner, started as a program is, prove from within what
// the sandbox promises. The argument after it is a file that holds Promises as
// JSON. The answer is one Finding for each of its Checks, in their order, each
// as JSON on a line of standard output.
const ProbeArgument = "probe"

// Promises are what a sandbox promises, as far as it is in numbers, and which of
// it is to be proven.
type Promises struct {
	Checks      []Check   `json:"checks"`
	MemoryBytes int64     `json:"memoryBytes"`
	CPUs        float64   `json:"cpus"`
	Pids        int64     `json:"pids"`
	Scratch     []Scratch `json:"scratch"` // all that can be written to
}

// Scratch is a file system in memory.
type Scratch struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Finding is the outcome of one check.
type Finding struct {
	Check  Check  `json:"check"`
	Broken string `json:"broken,omitempty"` // what does not hold, in plain words
}

// Check names one promise that can be proven.
type Check string

// The checks.
const (
	CheckUser         Check = "user"
	CheckPrivileges   Check = "privileges"
	CheckCapabilities Check = "capabilities"
	CheckSeccomp      Check = "seccomp"
	CheckNetwork      Check = "network"
	CheckRootfs       Check = "rootfs"
	CheckProc         Check = "proc"
	CheckRunner       Check = "runner"
	CheckCPU          Check = "cpu"
	CheckNoexec       Check = "noexec"
	CheckTmpfs        Check = "tmpfs"
	CheckPids         Check = "pids"
	CheckMemory       Check = "memory"
)

// Checks are all checks, in the order in which they are made. The last ones may
// cost the whole sandbox its life.
var Checks = []Check{
	CheckUser, CheckPrivileges, CheckCapabilities, CheckSeccomp, CheckNetwork, CheckRootfs, CheckProc,
	CheckRunner, CheckCPU, CheckNoexec, CheckTmpfs, CheckPids, CheckMemory,
}
