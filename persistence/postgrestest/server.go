package postgrestest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is a cluster on a port of the loopback interface. Its one user is a
// superuser with a password, because whoever else is on the machine reaches the
// port too.
type Server struct {
	bin      string // folder of the server's programs
	dir      string // everything the cluster owns
	port     int
	password string
	settings []string // more lines of postgresql.conf
	owner    *owner
	stop     func() error
}

// Start runs a cluster of its own for t, for tests that stop and start it or need
// it configured, one setting each as in postgresql.conf. Like all of them it does
// not wait for the disk; one that is to be killed must keep what it has promised:
// synchronous_commit = on.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s, err := start(settings...)
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("postgrestest: clean up: %v", err)
		}
	})
	return s
}

// URL names the database called postgres.
func (s *Server) URL() string {
	location := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(user, s.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path:     "/postgres",
		RawQuery: "sslmode=disable",
	}
	return location.String()
}

// Stop shuts the server down and breaks the connections it has.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.control(t, "stop", "-w", "-m", "fast")
}

// Kill kills the server as kill -9 does, with all processes that it has started.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	family := s.stopped(t)
	signalAll(family, syscall.SIGKILL)
	for _, pid := range family { // memory that they share must be nobody's before the next start
		for syscall.Kill(pid, 0) == nil && !isZombie(pid) {
			<-time.After(5 * time.Millisecond)
		}
	}
	// Postgres takes one that nobody has asked for yet for one that lives.
	if err := os.Remove(s.lock()); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
}

// Pause stops the clocks of all processes of the server: connections stay and are
// made, and nothing is answered until resume is called, at the latest when the
// test ends.
func (s *Server) Pause(t testing.TB) (resume func()) {
	t.Helper()
	family := s.stopped(t)
	signalAll(family, syscall.SIGSTOP)
	resume = sync.OnceFunc(func() { signalAll(family, syscall.SIGCONT) })
	t.Cleanup(resume)
	return resume
}

// stopped lists all processes of the server, of which the first one, which starts
// the others, is stopped.
func (s *Server) stopped(t testing.TB) []int {
	t.Helper()
	text, err := os.ReadFile(s.lock())
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		t.Fatalf("postgrestest: postmaster.pid: %v", err)
	}
	_ = syscall.Kill(postmaster, syscall.SIGSTOP) // or it might start another while they are counted
	return append(childrenOf(postmaster), postmaster)
}

func (s *Server) lock() string { return filepath.Join(s.dir, "data", "postmaster.pid") }

func signalAll(family []int, signal syscall.Signal) {
	for _, pid := range family {
		_ = syscall.Kill(pid, signal)
	}
}

// Restart starts a stopped or killed server on the port it had, and returns once it
// takes connections.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.control(t, "start", "-w", "-l", filepath.Join(s.dir, "log"))
}

func (s *Server) control(t testing.TB, action string, flags ...string) {
	t.Helper()
	args := append([]string{action, "-D", filepath.Join(s.dir, "data")}, flags...)
	cmd := s.owner.command(filepath.Join(s.bin, "pg_ctl"), args...)
	cmd.Dir = s.dir
	if err := cmd.Run(); err != nil { // no pipes: the server would inherit and hold them
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		t.Fatalf("postgrestest: %v: %v; the end of its log:\n%s", cmd.Args, err, log[max(0, len(log)-2000):])
	}
}

const user = "livecode"

func start(settings ...string) (_ *Server, err error) {
	s := &Server{password: rand.Text(), settings: settings}
	if s.bin, err = findPrograms(); err != nil {
		return nil, err
	}
	if s.owner, err = unprivileged(); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "livecode-postgres-"); err != nil {
		return nil, err
	}
	if err := errors.Join(s.owner.take(s.dir), s.supervise()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	return s, nil
}

// freePort asks the kernel for a port that nobody has at the moment.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
