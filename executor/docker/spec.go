package docker

import (
	"fmt"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/images"
)

// Labels of every container we make.
const (
	labelWorker   = "livecode.worker"
	labelLife     = "livecode.life" // one process of the worker
	labelLanguage = "livecode.language"
	labelExpires  = "livecode.expires" // Unix seconds; anyone may remove it from then on
)

// spec is all that differs between two sandbox containers.
type spec struct {
	image    string
	uid      int // user and group id
	language string
	worker   string
	life     string
	runtime  string
	limits   executor.Limits
	expires  time.Time
}

// config says what runs in the container: the image's entry point, which is
// the runner, talking over standard streams that end with our connection.
func (s spec) config() *container.Config {
	return &container.Config{
		Image:           s.image,
		User:            fmt.Sprintf("%d:%d", s.uid, s.uid),
		Hostname:        "sandbox",
		WorkingDir:      sandboxDir,
		OpenStdin:       true,
		StdinOnce:       true,
		AttachStdin:     true,
		AttachStdout:    true,
		AttachStderr:    true,
		NetworkDisabled: true, // see NetworkMode
		Labels: map[string]string{
			labelWorker:   s.worker,
			labelLife:     s.life,
			labelLanguage: s.language,
			labelExpires:  strconv.FormatInt(s.expires.Unix(), 10),
		},
	}
}

// hostConfig says what the container may do, which is as little as a program
// of the language can live with.
func (s spec) hostConfig() *container.HostConfig {
	h := &container.HostConfig{
		AutoRemove: true,
		// A network namespace of its own with nothing but the loopback. With
		// NetworkDisabled the engine has no part in it; otherwise it would, for
		// "none" as for any other mode, start its own program twice, which is
		// more than half of what a container costs (make bench, section c).
		NetworkMode:    "none",
		IpcMode:        "none", // our own /dev/shm below costs less than the engine's
		CgroupnsMode:   "private",
		ReadonlyRootfs: true,
		ReadonlyPaths:  readonlyPaths,
		Tmpfs:          tmpfs(),
		CapDrop:        []string{"ALL"},
		SecurityOpt:    securityOpt(images.SeccompFor(s.language)),
		LogConfig:      container.LogConfig{Type: "none"},
		Runtime:        s.runtime,
		Resources: container.Resources{
			Memory:     s.limits.MemoryBytes,
			MemorySwap: s.limits.MemoryBytes, // memory and swap together: no swap
			NanoCPUs:   int64(s.limits.CPUs * 1e9),
			PidsLimit:  &s.limits.Pids,
			// The data that waits in network sockets, which control groups of
			// version 1 count only where they limit it. runc does not do it.
			KernelMemoryTCP: s.limits.MemoryBytes / socketShare, //nolint:staticcheck // version 2 needs none
			Ulimits: []*container.Ulimit{
				{Name: "core", Soft: 1, Hard: 1}, // 0 would not keep the kernel from starting the host's handler of core dumps
				{Name: "fsize", Soft: 64 << 20, Hard: 64 << 20},
				{Name: "msgqueue", Soft: 0, Hard: 0},
				{Name: "nofile", Soft: 1024, Hard: 1024},
			},
		},
	}
	if isGVisor(s.runtime) {
		forGVisor(h)
	}
	return h
}

// securityOpt has system calls filtered.
func securityOpt(filter string) []string { return []string{"no-new-privileges", "seccomp=" + filter} }

// readonlyPaths are those that the engine protects by itself, and the mounts of
// control groups: of version 1, crun leaves the folder that holds them writable
// for everyone (seen with 1.8).
var readonlyPaths = []string{
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
	"/sys/fs/cgroup",
}

// socketShare is what part of a program's memory may be added to it by the data
// in its sockets.
const socketShare = 8

// sandboxDir is where the program lies and runs.
const sandboxDir = "/sandbox"

// scratch are the file systems in memory, and with a read-only root all that a
// program can write to.
var scratch = []struct {
	path   string
	mib    int64
	inodes int
}{
	{sandboxDir, 16, 1024},
	{"/tmp", 64, 4096},
	{"/dev/shm", 16, 256},
}

// tmpfs returns mount options by path. What a tmpfs holds counts as memory of
// the container; inodes count only partly, hence the cap.
//
// An empty one takes the place of the terminals: their number is the host's, and
// what they do is done by threads of its kernel that no cap of the container's
// knows, in memory that none counts.
func tmpfs() map[string]string {
	mounts := map[string]string{"/dev/pts": "ro,noexec,nosuid,nodev,mode=755,size=4k,nr_inodes=1"}
	for _, s := range scratch {
		mounts[s.path] = fmt.Sprintf("rw,noexec,nosuid,nodev,mode=1777,size=%dm,nr_inodes=%d", s.mib, s.inodes)
	}
	return mounts
}
