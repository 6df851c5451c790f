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
	"testing"
)

// Server is a cluster on a port of the loopback interface. Its one user is a
// superuser with a password, because whoever else is on the machine reaches the
// port too.
type Server struct {
	bin      string // folder of the server's programs
	dir      string // everything the cluster owns
	port     int
	password string
	owner    *owner
	stop     func() error
}

// Start runs a cluster of its own for t, for tests that stop and start it.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start()
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

// Restart starts a stopped server on the port it had, and returns once it
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
		t.Fatalf("postgrestest: %v: %v", cmd.Args, err)
	}
}

const user = "livecode"

func start() (_ *Server, err error) {
	s := &Server{password: rand.Text()}
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
