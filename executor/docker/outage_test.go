package docker_test

import (
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// flakyEngine is a proxy before the engine that goes away when it is asked to
// start a container, and stays away until it is told to come back.
type flakyEngine struct {
	away    atomic.Bool
	tripped chan struct{}
}

// serve passes on whole connections, but looks at how each begins.
func (f *flakyEngine) serve(t *testing.T, socket, engine string) {
	t.Helper()
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go f.pass(conn, engine)
		}
	}()
}

func (f *flakyEngine) pass(conn net.Conn, engine string) {
	defer conn.Close()
	to, err := net.Dial("unix", engine)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		defer conn.Close()
		_, _ = io.Copy(conn, to)
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := conn.Read(buf)
		if strings.Contains(string(buf[:n]), "/start HTTP") {
			select {
			case f.tripped <- struct{}{}:
				f.away.Store(true)
			default:
			}
		}
		if err != nil || f.away.Load() {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestContainersOfAnOutageAreRemoved: a container that was made and could not
// be started, nor removed, because the engine went away, goes when it is back.
func TestContainersOfAnOutageAreRemoved(t *testing.T) {
	t.Parallel()
	direct := dockertest.Engine(t)
	runtimes := dockertest.Runtimes(t)
	f := &flakyEngine{tripped: make(chan struct{}, 1)}
	socket := filepath.Join(t.TempDir(), "docker.sock")
	f.serve(t, socket, strings.TrimPrefix(direct.DaemonHost(), "unix://"))
	engine := dockertest.EngineAt(t, "unix://"+socket)
	worker := "test-" + uuid.NewString()
	sb := docker.New(engine, docker.Config{WorkerID: worker, Runtimes: runtimes, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop()})

	if r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: "print(1)"}); err == nil {
		t.Errorf("Run() while the engine goes away = %+v, nil, want an error", r)
	}
	if left := dockertest.Containers(t, worker); len(left) != 1 || left[0] != "created" {
		t.Fatalf("containers = %q, want one that was created, or this test shows nothing", left)
	}
	f.away.Store(false)
	if err := sb.Close(); err != nil {
		t.Errorf("Close() with the engine back = %v, want nil", err)
	}
	if left := dockertest.Containers(t, worker); len(left) != 0 {
		t.Errorf("containers left: %q", left)
	}
}
