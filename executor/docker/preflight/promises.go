package preflight

import "github.com/edtronaut/livecode/executor/wire"

// promises say what each check is about, for people.
var promises = map[wire.Check]struct{ promise, remedy string }{
	wire.CheckUser: {
		"a user and a group that are not root's, and no others",
		"look for what changes the user of containers, such as an authorization plugin or a wrapped OCI runtime",
	},
	wire.CheckPrivileges: {
		"no program gains rights by starting another",
		"upgrade the OCI runtime: it does not heed no-new-privileges",
	},
	wire.CheckCapabilities: {
		"no capability, and none to be had",
		"look for what adds capabilities, such as a wrapped OCI runtime",
	},
	wire.CheckSeccomp: {
		"system calls are filtered by our own list",
		"use a kernel and an OCI runtime with seccomp; runsc needs --oci-seccomp in its runtimeArgs",
	},
	wire.CheckNetwork: {
		"no network but the loopback",
		"look for what adds a network, such as an authorization plugin, a wrapped OCI runtime or its hooks",
	},
	wire.CheckRootfs: {
		"a root file system that cannot be written",
		"look for what changes mounts, such as a wrapped OCI runtime; the storage driver must allow read-only containers",
	},
	wire.CheckProc: {
		"what the kernel tells of the whole machine is masked",
		"upgrade the engine, or look for what unmasks /proc and /sys",
	},
	wire.CheckRunner: {
		"programs cannot look into the runner",
		"use an OCI runtime that heeds PR_SET_DUMPABLE in /proc; gVisor of 2022 does not",
	},
	wire.CheckCPU: {
		"a quota of CPU time",
		"enable the cpu controller (CONFIG_CFS_BANDWIDTH); a rootless engine must have it delegated; gVisor has one and does not show it",
	},
	wire.CheckNoexec: {
		"files that programs write cannot be started",
		"use an OCI runtime that heeds the options of tmpfs mounts",
	},
	wire.CheckTmpfs: {
		"file systems in memory are full at their size",
		"use an OCI runtime that heeds the options of tmpfs mounts",
	},
	wire.CheckPids: {
		"the cap on processes and threads holds",
		"enable the pids controller; a rootless engine must have it delegated",
	},
	wire.CheckMemory: {
		"the memory limit kills",
		"enable the memory controller and its limit on swap (swapaccount=1); a rootless engine must have them delegated",
	},
}
