package docker_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/network"
	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/wire"
)

// TestProbeFindsWhatIsBroken has the engine make containers that lack one
// promise each, and wants exactly that one to be found missing.
func TestProbeFindsWhatIsBroken(t *testing.T) {
	t.Parallel()
	runtimes, inner := dockertest.Runtimes(t), innerNetwork(t)
	for name, c := range map[string]struct {
		alter  func(dockertest.CreateRequest)
		broken map[wire.Check]string // and a part of why
	}{
		"nothing": {func(dockertest.CreateRequest) {}, nil},
		"a network of its own": {
			func(r dockertest.CreateRequest) { r["NetworkDisabled"], r.Host()["NetworkMode"] = false, inner },
			map[wire.Check]string{wire.CheckNetwork: "programs can reach"},
		},
		"the host's network": {
			func(r dockertest.CreateRequest) { r["NetworkDisabled"], r.Host()["NetworkMode"] = false, "host" },
			map[wire.Check]string{wire.CheckNetwork: "outside"},
		},
		"no limit on memory": {
			func(r dockertest.CreateRequest) { r.Host()["Memory"], r.Host()["MemorySwap"] = 0, 0 },
			map[wire.Check]string{wire.CheckMemory: "288 MiB of memory where 256 MiB"},
		},
		"twice the memory": {
			func(r dockertest.CreateRequest) { r.Host()["Memory"], r.Host()["MemorySwap"] = 512<<20, 512<<20 },
			map[wire.Check]string{wire.CheckMemory: "288 MiB of memory where 256 MiB"},
		},
		"no limit on processes": {
			func(r dockertest.CreateRequest) { r.Host()["PidsLimit"] = 0 },
			map[wire.Check]string{wire.CheckPids: "more processes run at once than the 128"},
		},
		"no CPU quota": {
			func(r dockertest.CreateRequest) { r.Host()["NanoCpus"] = 0 },
			map[wire.Check]string{wire.CheckCPU: "no CPU quota"},
		},
		"more cores": {
			func(r dockertest.CreateRequest) { r.Host()["NanoCpus"] = 2e9 },
			map[wire.Check]string{wire.CheckCPU: "2.00 cores where 1.00"},
		},
		"a large /dev/shm": {
			func(r dockertest.CreateRequest) { tmpfs(r)["/dev/shm"] = "rw,noexec,mode=1777,size=64m" },
			map[wire.Check]string{wire.CheckTmpfs: "/dev/shm holds more than the 16 MiB"},
		},
		"programs in /tmp": {
			func(r dockertest.CreateRequest) { tmpfs(r)["/tmp"] = "rw,exec,mode=1777,size=64m" },
			map[wire.Check]string{wire.CheckNoexec: "files in /tmp can be started"},
		},
		"a root that can be written": {
			func(r dockertest.CreateRequest) { r.Host()["ReadonlyRootfs"] = false },
			map[wire.Check]string{wire.CheckRootfs: "can write to /var/tmp"},
		},
		"a capability": {
			func(r dockertest.CreateRequest) { r.Host()["CapAdd"] = []string{"NET_RAW"} },
			map[wire.Check]string{wire.CheckCapabilities: "can gain [13]"},
		},
		"the engine's capabilities": {
			func(r dockertest.CreateRequest) { delete(r.Host(), "CapDrop") },
			map[wire.Check]string{wire.CheckCapabilities: "can gain [0 1 3"},
		},
		"no filter of system calls": {
			func(r dockertest.CreateRequest) { secure(r, "no-new-privileges", "seccomp=unconfined") },
			map[wire.Check]string{wire.CheckSeccomp: "unshare was let through"},
		},
		"the engine's own filter": {
			func(r dockertest.CreateRequest) { secure(r, "no-new-privileges") },
			map[wire.Check]string{wire.CheckSeccomp: "personality was let through"},
		},
		"new privileges": {
			func(r dockertest.CreateRequest) { secure(r, "seccomp=unconfined") }, // runc cannot start ours without
			map[wire.Check]string{wire.CheckPrivileges: "no_new_privs is not set", wire.CheckSeccomp: "unshare"},
		},
		"root": {
			func(r dockertest.CreateRequest) { r["User"] = "0:0" },
			map[wire.Check]string{wire.CheckUser: "user 0 and group 0", wire.CheckRootfs: "can write to /dev"},
		},
		"a further group": {
			func(r dockertest.CreateRequest) { r.Host()["GroupAdd"] = []string{"27"} },
			map[wire.Check]string{wire.CheckUser: "further groups [27]"},
		},
		"nothing masked": {
			func(r dockertest.CreateRequest) { r.Host()["MaskedPaths"] = []string{} },
			map[wire.Check]string{wire.CheckProc: "is not masked"},
		},
	} {
		if dockertest.GVisor(t) && name != "nothing" {
			continue // it breaks what it is asked to in other ways
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantBroken(t, withoutKnown(t, probe(t, runtimes, c.alter)), c.broken)
		})
	}
}

// withoutKnown passes over what gVisor is known to lack: it hides the quota, and
// older versions let the runner's descriptors be opened.
func withoutKnown(t *testing.T, found []wire.Finding) []wire.Finding {
	t.Helper()
	for i, f := range found {
		if dockertest.GVisor(t) && (f.Check == wire.CheckCPU || f.Check == wire.CheckRunner) {
			found[i].Broken = ""
		}
	}
	return found
}

// probe returns what is found in a sandbox on an altered engine.
func probe(t *testing.T, runtimes []docker.Runtime, alter func(dockertest.CreateRequest)) []wire.Finding {
	t.Helper()
	worker := "test-" + uuid.NewString()
	sb := docker.New(dockertest.EngineAt(t, dockertest.Altered(t, alter)), docker.Config{WorkerID: worker, Runtimes: runtimes, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop()})
	found, err := sb.Probe(t.Context())
	if err != nil {
		t.Errorf("Probe() = %v, want findings", err)
	}
	if err := sb.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	if left := dockertest.Containers(t, worker); len(left) > 0 {
		t.Errorf("containers left by the probe: %v", left)
	}
	return found
}

// wantBroken wants a finding for each check, and only those broken.
func wantBroken(t *testing.T, found []wire.Finding, want map[wire.Check]string) {
	t.Helper()
	var names []wire.Check
	for _, f := range found {
		names = append(names, f.Check)
		why, broken := want[f.Check]
		if broken != (f.Broken != "") || !strings.Contains(f.Broken, why) {
			t.Errorf("check %s: %q, want it to say %q", f.Check, f.Broken, why)
		}
	}
	if !slices.Equal(names, wire.Checks) {
		t.Errorf("findings of %v, want %v", names, wire.Checks)
	}
}

func tmpfs(r dockertest.CreateRequest) map[string]any { return r.Host()["Tmpfs"].(map[string]any) }

func secure(r dockertest.CreateRequest, options ...string) { r.Host()["SecurityOpt"] = options }

// innerNetwork makes a network that leads nowhere, until t ends.
func innerNetwork(t *testing.T) (name string) {
	t.Helper()
	engine := dockertest.Engine(t)
	name = "livecode-test-" + uuid.NewString()
	if _, err := engine.NetworkCreate(t.Context(), name, network.CreateOptions{Internal: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.NetworkRemove(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	return name
}
