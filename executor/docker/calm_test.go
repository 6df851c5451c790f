package docker_test

import (
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// witness is a proxy before the engine that notes when work begins there: when
// a container is asked for, and when one is let go.
type witness struct {
	mu   sync.Mutex
	seen []work
}

type work struct {
	at   time.Time
	what string
}

func (w *witness) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, work{time.Now(), what})
}

// between lists the work that began in that time.
func (w *witness) between(from, to time.Time) (list []work) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.seen {
		if one.at.After(from) && one.at.Before(to) {
			list = append(list, one)
		}
	}
	return list
}

// before puts w before the engine and returns an engine that is reached
// through it.
func (w *witness) before(t *testing.T, engine *docker.Engine) *docker.Engine {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "docker.sock")
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
			go w.pass(conn, strings.TrimPrefix(engine.DaemonHost(), "unix://"))
		}
	}()
	return dockertest.EngineAt(t, "unix://"+socket)
}

func (w *witness) pass(conn net.Conn, engine string) {
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
	for buf := make([]byte, 64<<10); ; {
		n, err := conn.Read(buf)
		switch head := string(buf[:n]); {
		case strings.Contains(head, "/containers/create?"):
			w.note("create")
		case strings.Contains(head, "/attach?"):
			defer w.note("let go") // when it ends
		}
		if err != nil {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestEngineRestsDuringABurst: while programs come one after the other, nothing
// is made and nothing removed, nor shortly after; then all of it is.
func TestEngineRestsDuringABurst(t *testing.T) {
	t.Parallel()
	w := new(witness)
	worker := "test-" + uuid.NewString()
	sb := docker.New(w.before(t, dockertest.Engine(t)), docker.Config{
		WorkerID: worker, Runtimes: python(t), PoolSize: 6, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
	})
	t.Cleanup(func() {
		if err := sb.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	for range 2 {
		awaitPool(t, sb, worker, 0, 6)
		begin := time.Now()
		for range 5 {
			hello(t, sb)
		}
		end := time.Now()
		awaitPool(t, sb, worker, 0, 6)
		// On a machine so slow that the work was overdue, only what began before.
		const patience, calm = 500 * time.Millisecond, 50 * time.Millisecond
		rest := end.Add(calm)
		if overdue := begin.Add(patience); overdue.Before(rest) {
			rest = overdue
		}
		if found := w.between(begin, rest); len(found) > 0 {
			t.Errorf("programs ran for %v, and the engine had work beside: %v", end.Sub(begin), found)
		}
		if found := w.between(rest, time.Now()); len(found) < 10 {
			t.Errorf("afterwards the engine had %v to do, want 5 containers let go and 5 made", found)
		}
	}
}
