package dockertest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"

	"github.com/edtronaut/livecode/executor/docker"
)

// ownEngine is a shell that starts and kills an engine whose files all lie in the
// folder $1, with the further arguments for dockerd. It does what it reads, a
// word a line, and answers with the same word; at the end of its input it has the
// engine end well. It has process ids and mounts of its own: whatever the engine
// starts and mounts ends with the shell, and the host's /etc/subuid is as it was.
const ownEngine = `set -eu
dir=$1
shift
mount --make-rprivate /
mount -t proc proc /proc
touch /etc/subuid /etc/subgid
mount --bind "$dir/subids" /etc/subuid
mount --bind "$dir/subids" /etc/subgid
while read -r order; do
	case $order in
	start)
		dockerd --config-file "$dir/daemon.json" --host "unix://$dir/docker.sock" "$@" \
			--data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
			--bridge none --iptables=false --ip-masq=false >>"$dir/log" 2>&1 </dev/null &
		engine=$! ;;
	kill)
		kill -KILL $engine
		wait $engine 2>/dev/null || true ;;
	containerd) kill -KILL "$(cat "$dir/exec/containerd/containerd.pid")" ;;
	freeze) kill -STOP $engine ;;
	thaw) kill -CONT $engine ;;
	esac
	echo $order
done
kill -TERM $engine 2>/dev/null || exit 0
wait $engine || wait $engine || true
`

// OwnEngine is an engine of a test's own, on this machine, which the test may kill.
type OwnEngine struct {
	t      testing.TB
	dir    string
	shell  *exec.Cmd
	orders io.WriteCloser
	done   *bufio.Scanner
	ended  chan struct{}
}

// CanOwn reports whether the test can have an engine of its own: root alone can
// start one, on this machine alone. A test that cannot says so, and ends.
func CanOwn(t testing.TB) bool {
	t.Helper()
	can := os.Geteuid() == 0 && strings.HasPrefix(Engine(t).DaemonHost(), "unix://")
	if !can {
		t.Log("NOT TESTED: a second engine can be started by root alone, and on this machine alone")
	}
	return can
}

// Own starts an engine for the time of the test, with further arguments for
// dockerd. It has the OCI runtimes of the usual one, and the images of runtimes.
func Own(t testing.TB, runtimes []docker.Runtime, arguments ...string) *OwnEngine {
	t.Helper()
	dir := shortDir(t)
	write(t, filepath.Join(dir, "subids"), "nobody:200000:65536\n")
	write(t, filepath.Join(dir, "daemon.json"), runtimesConfig(t))
	o := &OwnEngine{t: t, dir: dir, ended: make(chan struct{})}
	o.shell = exec.Command("sh", append([]string{"-c", ownEngine, "sh", dir}, arguments...)...)
	o.shell.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL,
	}
	in, err := o.shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	o.orders, o.done = in, bufio.NewScanner(out)
	if err := o.shell.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(o.ended)
		_ = o.shell.Wait()
	}()
	t.Cleanup(o.end)
	o.Start()
	Load(t, o.Client(), runtimes)
	return o
}

// shortDir is a folder of the test's, which a remapped root, who is nobody, can pass.
// Paths of sockets must be shorter than those of t.TempDir may be.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "livecode-engine-") //nolint:usetesting // see above
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Host is its address, for DOCKER_HOST.
func (o *OwnEngine) Host() string { return "unix://" + filepath.Join(o.dir, "docker.sock") }

// Client returns a client of the engine.
func (o *OwnEngine) Client() *docker.Engine {
	o.t.Helper()
	return EngineAt(o.t, o.Host())
}

// Start starts the engine again that was killed, and returns when it answers.
func (o *OwnEngine) Start() {
	o.t.Helper()
	o.order("start")
	await(o.t, o.Client(), o.ended, filepath.Join(o.dir, "log"))
}

// Kill kills the engine as kill -9 does. What it has started goes on.
func (o *OwnEngine) Kill() {
	o.t.Helper()
	o.order("kill")
}

// KillContainerd kills the process that the engine keeps containers by, and starts
// again when it misses it.
func (o *OwnEngine) KillContainerd() {
	o.t.Helper()
	o.order("containerd")
}

// Freeze stops the engine's clock: it keeps its connections and does nothing.
func (o *OwnEngine) Freeze() {
	o.t.Helper()
	o.order("freeze")
}

// Thaw ends what Freeze has begun.
func (o *OwnEngine) Thaw() {
	o.t.Helper()
	o.order("thaw")
}

// order has the shell do something, and returns when it is done.
func (o *OwnEngine) order(word string) {
	o.t.Helper()
	if _, err := fmt.Fprintln(o.orders, word); err != nil {
		o.t.Fatal(err)
	}
	if !o.done.Scan() || o.done.Text() != word {
		o.t.Fatalf("the shell of the engine answers %q to %q, error %v", o.done.Text(), word, o.done.Err())
	}
}

// end has the engine end well, and otherwise at once, with all that it started.
func (o *OwnEngine) end() {
	const patience = 20 * time.Second
	_ = o.orders.Close()
	select {
	case <-o.ended:
	case <-time.After(patience):
		o.t.Errorf("the engine did not end within %v", patience)
		_ = o.shell.Process.Kill()
		<-o.ended
	}
}

// FirstRemapped is the id on the host that is 0 in containers of a [Remapped]
// engine.
const FirstRemapped = 200_000

// Remapped starts an engine of the test's own that remaps user ids: root in a
// container is nobody on the host.
func Remapped(t testing.TB, runtimes []docker.Runtime) *docker.Engine {
	t.Helper()
	return Own(t, runtimes, "--userns-remap", "nobody:nogroup").Client()
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

// Load copies the images of runtimes from the usual engine.
func Load(t testing.TB, engine *docker.Engine, runtimes []docker.Runtime) {
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

// RemoveImage removes an image from an engine, unless a container uses it.
func RemoveImage(ctx context.Context, engine *docker.Engine, img docker.Image) error {
	_, err := engine.ImageRemove(ctx, img.ID, image.RemoveOptions{Force: true})
	return err
}
