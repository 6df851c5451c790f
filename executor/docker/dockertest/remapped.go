package dockertest

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/docker"
)

// FirstRemapped is the id on the host that is 0 in containers of an engine that
// [Remapped] has started.
const FirstRemapped = 200_000

// remapped starts an engine whose files all lie in the folder $1. It has
// process ids and mounts of its own: whatever it starts and mounts ends with the
// shell, and the host's /etc/subuid is as it was.
const remapped = `set -eu
mount --make-rprivate /
mount -t proc proc /proc
touch /etc/subuid /etc/subgid
mount --bind "$1/subids" /etc/subuid
mount --bind "$1/subids" /etc/subgid
dockerd --config-file "$1/daemon.json" --userns-remap nobody:nogroup --host "unix://$1/docker.sock" \
	--data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" \
	--bridge none --iptables=false --ip-masq=false >"$1/log" 2>&1 &
trap 'kill -TERM $!' TERM
wait $! || wait $!
`

// Remapped starts a second engine on this machine, for the time of the test,
// which remaps user ids: root in a container is nobody on the host. It has the
// OCI runtimes of the first, and the images of runtimes. It needs root.
func Remapped(t testing.TB, runtimes []docker.Runtime) *docker.Engine {
	t.Helper()
	dir := t.TempDir()
	for _, above := range []string{dir, filepath.Dir(dir)} { // which its root, who is nobody, must pass
		if err := os.Chmod(above, 0o711); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "subids"), "nobody:200000:65536\n")
	write(t, filepath.Join(dir, "daemon.json"), runtimesConfig(t))
	cmd := exec.Command("sh", "-c", remapped, "sh", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL,
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	t.Cleanup(func() { end(t, cmd.Process, ended) })
	engine := EngineAt(t, "unix://"+filepath.Join(dir, "docker.sock"))
	await(t, engine, ended, filepath.Join(dir, "log"))
	load(t, engine, runtimes)
	return engine
}

func write(t testing.TB, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runtimesConfig is the configuration of an engine with the OCI runtimes that
// have been registered with the usual one.
func runtimesConfig(t testing.TB) string {
	t.Helper()
	info, err := Engine(t).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	type entry struct {
		Path string   `json:"path"`
		Args []string `json:"runtimeArgs,omitempty"`
	}
	list := map[string]entry{}
	for name, rt := range info.Runtimes {
		if name != "runc" && strings.HasPrefix(rt.Path, "/") { // others are the engine's own
			list[name] = entry{rt.Path, rt.Args}
		}
	}
	config, err := json.Marshal(map[string]any{"runtimes": list})
	if err != nil {
		t.Fatal(err)
	}
	return string(config)
}

// await waits until the engine answers.
func await(t testing.TB, engine *docker.Engine, ended <-chan struct{}, log string) {
	t.Helper()
	const patience = 60 * time.Second
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	late := time.After(patience)
	for docker.Ping(t.Context(), engine) != nil {
		select {
		case <-look.C:
			continue
		case <-ended:
		case <-late:
		}
		said, _ := os.ReadFile(log)
		t.Fatalf("the engine did not come up within %v, or ended: %s", patience, said)
	}
}

// load copies the images of runtimes from the usual engine.
func load(t testing.TB, engine *docker.Engine, runtimes []docker.Runtime) {
	t.Helper()
	var names []string
	for _, rt := range runtimes {
		names = append(names, rt.Image.Name)
	}
	archive, err := Engine(t).ImageSave(t.Context(), names)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	answer, err := engine.ImageLoad(t.Context(), archive)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
}

// end has the engine end well, and otherwise at once, with all that it started.
func end(t testing.TB, shell *os.Process, ended <-chan struct{}) {
	t.Helper()
	const patience = 20 * time.Second
	_ = shell.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(patience):
		t.Errorf("the engine did not end within %v", patience)
		_ = shell.Kill()
		<-ended
	}
}
