package redistest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
)

// Server is a redis-server on a port of the loopback interface. It has a
// password, because whoever else is on the machine reaches the port too.
type Server struct {
	program    string
	port       int
	password   string
	directives []string // more lines of its configuration
	sentinel   string   // file of its configuration if it is a Sentinel
	process    *process
}

// Start runs a server of its own for t, for tests that stop it or need it
// configured, one directive each as in redis.conf. It is empty after a restart
// unless the directives say otherwise.
func Start(t testing.TB, directives ...string) *Server {
	t.Helper()
	s, err := start(directives...)
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	t.Cleanup(s.kill)
	return s
}

// URL names the server's first database.
func (s *Server) URL() string {
	u := url.URL{Scheme: "redis", User: url.UserPassword("", s.password), Host: s.Addr(), Path: "/0"}
	return u.String()
}

// Addr is host and port.
func (s *Server) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// Port is the port.
func (s *Server) Port() int { return s.port }

// Password is the password.
func (s *Server) Password() string { return s.password }

// Stop kills the server and breaks the connections it has.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.kill()
}

// Restart starts a stopped server on the port it had, and returns once it
// answers.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatalf("redistest: restart: %v", err)
	}
}

// Pause stops the server's clock: connections stay and are made, and nothing
// is answered.
func (s *Server) Pause(t testing.TB) { s.signal(t, syscall.SIGSTOP) }

// Resume ends a pause.
func (s *Server) Resume(t testing.TB) { s.signal(t, syscall.SIGCONT) }

func (s *Server) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := s.process.cmd.Process.Signal(signal); err != nil {
		t.Fatalf("redistest: %v: %v", signal, err)
	}
}

func (s *Server) kill() {
	if s.process != nil {
		s.process.kill()
		s.process = nil
	}
}

// errMissing says how to get what the tests need.
var errMissing = errors.New("redis-server is not in PATH; install it, such as with " +
	"`apt-get install redis-server`, or set TEST_REDIS_URL to a server that tests may use")

func start(directives ...string) (*Server, error) {
	s, err := prepare(directives...)
	if err != nil {
		return nil, err
	}
	return s, s.run()
}

// prepare returns a server that has not been started, also beside an error.
func prepare(directives ...string) (_ *Server, err error) {
	s := &Server{password: rand.Text(), directives: directives}
	if s.program, err = exec.LookPath("redis-server"); err != nil {
		return s, errMissing
	}
	s.port, err = freePort()
	return s, err
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
