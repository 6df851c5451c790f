package main_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
)

// TestComposeStack brings the stack of docker-compose.yml up like `make up`,
// runs both languages through it, and takes it down.
func TestComposeStack(t *testing.T) {
	t.Parallel()
	s := newStack(t)
	s.must("up")
	s.checkHealthy("api", "postgres", "redis", "worker")
	s.checkConfined()
	s.runBoth()

	// The worker's engine is whatever listens on DOCKER_SOCKET, and the worker
	// whoever may use that: here it is no one's but an unprivileged user's, as
	// a rootless engine's is.
	s.must("compose", "down", "--volumes")
	socket, calls := proxyEngine(t)
	const user = 1234
	if err := errors.Join(os.Chown(socket, user, user), os.Chmod(socket, 0o600)); err != nil {
		t.Fatal(err)
	}
	s.env = append(s.env, "DOCKER_SOCKET="+socket, fmt.Sprintf("WORKER_USER=%d:%d", user, user))
	s.must("compose", "up", "--detach", "--wait")
	s.runBoth()
	if calls.Load() == 0 {
		t.Error("the worker did not use DOCKER_SOCKET")
	}

	s.must("compose", "down", "--volumes")
	for _, kind := range []string{"container", "network", "volume"} {
		if left := s.docker(kind, "ls", "--quiet", "--filter", "label=com.docker.compose.project="+s.project); left != "" {
			t.Errorf("%ss left: %s", kind, left)
		}
	}
}

// stack is docker-compose.yml with a name, passwords, port, data and image of
// its own.
type stack struct {
	t       *testing.T
	project string
	env     []string
}

func newStack(t *testing.T) *stack {
	t.Helper()
	s := &stack{t: t, project: "livecode-test-" + uuid.NewString()[:8]}
	image := "livecode/service:" + s.project
	s.env = append(os.Environ(), "COMPOSE_PROJECT_NAME="+s.project, "PORT=0", "HEALTH_INTERVAL=2s",
		"ENV_FILE="+filepath.Join(t.TempDir(), "env"), "LIVECODE_IMAGE="+image)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(s.must("compose", "logs", "--tail=50"))
		}
		s.must("compose", "down", "--volumes")
		s.docker("image", "rm", image)
	})
	return s
}

// must runs one of the Makefile's scripts and returns its output.
func (s *stack) must(script string, arguments ...string) string {
	s.t.Helper()
	return s.output(exec.Command("../../.make/"+script, arguments...))
}

func (s *stack) docker(arguments ...string) string {
	s.t.Helper()
	return s.output(exec.Command("docker", arguments...))
}

func (s *stack) output(cmd *exec.Cmd) string {
	s.t.Helper()
	var stderr strings.Builder
	cmd.Env, cmd.Stderr = s.env, &stderr
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s%s", cmd, err, out, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// checkHealthy checks that these services run and are healthy, and no others.
func (s *stack) checkHealthy(services ...string) {
	s.t.Helper()
	got := strings.Fields(s.must("compose", "ps", "--format", "{{.Service}}:{{.Health}}"))
	slices.Sort(got)
	if want := strings.Join(services, ":healthy ") + ":healthy"; strings.Join(got, " ") != want {
		s.t.Errorf("services %q, want %s", got, want)
	}
}

// checkConfined checks that no container has more than it needs.
func (s *stack) checkConfined() {
	s.t.Helper()
	const format = `{{index .Config.Labels "com.docker.compose.service"}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}` +
		` {{.HostConfig.SecurityOpt}} {{len .HostConfig.PortBindings}} {{range .Mounts}}{{if eq .Type "bind"}}{{.Destination}}{{end}}{{end}}`
	for container := range strings.FieldsSeq(s.must("compose", "ps", "--quiet")) {
		service, got, _ := strings.Cut(s.docker("inspect", "--format", format, container), " ")
		want := "true [ALL] [no-new-privileges:true] 0"
		switch service {
		case "api":
			want = "true [ALL] [no-new-privileges:true] 1"
		case "worker":
			want += " /var/run/docker.sock"
		}
		if got != want {
			s.t.Errorf("%s: read-only root, capabilities, options, ports, sockets = %s, want %s", service, got, want)
		}
	}
}

// runBoth runs a program in each language through the published port.
func (s *stack) runBoth() {
	s.t.Helper()
	published := &service{t: s.t, url: "http://" + s.must("compose", "port", "api", "3000")}
	for language, code := range map[string]string{"python": "print(6 * 7)", "javascript": "console.log(6 * 7)"} {
		if record := published.run(language, code); record["status"] != "COMPLETED" || record["stdout"] != "42\n" {
			s.t.Errorf("%s through the stack: %v, want COMPLETED with 42", language, record)
		}
	}
}

// proxyEngine returns a socket that leads to the engine's, and counts the
// connections that are made to it.
func proxyEngine(t *testing.T) (socket string, calls *atomic.Int64) {
	t.Helper()
	socket, calls = filepath.Join(t.TempDir(), "docker.sock"), new(atomic.Int64)
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	passOn(t, l, calls)
	return socket, calls
}

// passOn passes the connections that come to l on to the engine, and counts
// them, until the test ends.
func passOn(t *testing.T, l net.Listener, calls *atomic.Int64) {
	t.Helper()
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			go join(from.(halfCloser))
		}
	}()
}

// halfCloser is a connection of which each direction can be closed by itself.
type halfCloser interface {
	net.Conn
	CloseWrite() error
}

// join copies both ways between a connection and the engine, and closes each
// direction by itself, as attach streams need it.
func join(from halfCloser) {
	defer from.Close()
	to, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: "/var/run/docker.sock"})
	if err != nil {
		return
	}
	defer to.Close()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = io.Copy(to, from)
		_ = to.CloseWrite()
	}()
	_, _ = io.Copy(from, to)
	_ = from.CloseWrite()
	<-sent
}
