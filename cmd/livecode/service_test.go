package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// programs is the folder of the built livecode and runner.
var programs string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	var err error
	if programs, err = os.MkdirTemp("", "livecode-programs-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(programs)
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", programs+"/", "../...")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := writeTable(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// patience is how long a test waits for what must come.
const patience = 60 * time.Second

// eventually waits until ok, and otherwise fails with the last state that it
// told.
func eventually(t *testing.T, within time.Duration, ok func() (bool, string)) {
	t.Helper()
	eventuallyEvery(t, within, 10*time.Millisecond, ok)
}

// eventuallyEvery is eventually for what costs something to look at.
func eventuallyEvery(t *testing.T, within, every time.Duration, ok func() (bool, string)) {
	t.Helper()
	tick := time.NewTicker(every)
	defer tick.Stop()
	deadline := time.Now().Add(within)
	for {
		done, state := ok()
		if done {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %v; last: %s", within, state)
		}
		<-tick.C
	}
}

// service is a running livecode.
type service struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string // empty for a worker without PORT
	dir  string // its DATA_DIR
	done chan struct{}

	mu  sync.Mutex
	log bytes.Buffer
}

// serve starts `livecode serve` on data in dir and waits until it is ready.
func serve(t *testing.T, dir string, environment ...string) *service {
	t.Helper()
	return start(t, "serve", dir, append([]string{"PORT=0"}, environment...)...)
}

// start starts livecode in a role and waits until it is ready. One that still
// runs at the test's end is shut down.
func start(t *testing.T, role, dir string, environment ...string) *service {
	t.Helper()
	dockertest.Runtimes(t) // builds images before the clock runs
	s := &service{t: t, dir: dir, done: make(chan struct{})}
	s.cmd = exec.Command(filepath.Join(programs, "livecode"), role)
	s.cmd.Env = append(os.Environ(), "DATA_DIR="+dir, "LOG_FORMAT=json", "SANDBOX_RUNTIME="+dockertest.OCIRuntime(t))
	if dockertest.GVisor(t) {
		s.cmd.Env = append(s.cmd.Env, "PREFLIGHT_ALLOW=runner,cpu")
	}
	s.cmd.Env = append(s.cmd.Env, environment...)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(syscall.SIGTERM); err != nil {
			t.Errorf("%s ended with %v, want exit code 0:\n%s", role, err, s.output())
		}
	})
	ready := make(chan string, 1)
	go s.read(stderr, ready)
	select {
	case s.url = <-ready:
	case <-s.done:
		t.Fatalf("%s ended before it was ready:\n%s", role, s.output())
	case <-time.After(patience):
		t.Fatalf("%s was not ready within %v:\n%s", role, patience, s.output())
	}
	return s
}

// read keeps the log, and sends the URL, if any, when it tells that the service
// is ready.
func (s *service) read(stderr io.Reader, ready chan<- string) {
	defer close(s.done)
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		s.mu.Lock()
		s.log.Write(append(lines.Bytes(), '\n'))
		s.mu.Unlock()
		var line struct{ Message, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && strings.HasPrefix(line.Message, "livecode is ") {
			ready <- line.URL
		}
	}
}

func (s *service) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// stop sends sig, waits for the end and returns how it ended: nil for exit
// code 0, and for a service that has been stopped before.
func (s *service) stop(sig syscall.Signal) error {
	if s.cmd.ProcessState != nil {
		return nil
	}
	if err := s.cmd.Process.Signal(sig); err != nil {
		return err
	}
	<-s.done
	return s.cmd.Wait()
}

// worker is the name by which the service labels its containers.
func (s *service) worker() string {
	s.t.Helper()
	id, err := os.ReadFile(filepath.Join(s.dir, "worker-0.id"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(bytes.TrimSpace(id))
}

// containers lists the states of the service's containers.
func (s *service) containers() []string {
	s.t.Helper()
	return dockertest.Containers(s.t, s.worker())
}

// awaitContainers waits until the service's containers are in these states.
func (s *service) awaitContainers(within time.Duration, want ...string) {
	s.t.Helper()
	eventually(s.t, within, func() (bool, string) {
		got := s.containers()
		return slices.Equal(got, want), fmt.Sprintf("containers %q, want %q", got, want)
	})
}

// call makes a request and returns the status and the decoded body.
func (s *service) call(method, path string, body any) (int, map[string]any) {
	s.t.Helper()
	var sent io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		sent = bytes.NewReader([]byte(b))
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		sent = bytes.NewReader(encoded)
	}
	req, err := http.NewRequest(method, s.url+path, sent)
	if err != nil {
		s.t.Fatal(err)
	}
	if sent != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		s.t.Fatalf("%s %s answered %d, not JSON: %v", method, path, resp.StatusCode, err)
	}
	return resp.StatusCode, answer
}

// session creates a session and returns its id.
func (s *service) session() string {
	s.t.Helper()
	status, answer := s.call("POST", "/api/code-sessions", nil)
	id, _ := answer["session_id"].(string)
	if status != http.StatusCreated || id == "" {
		s.t.Fatalf("POST /api/code-sessions = %d, %v, want 201 and an id", status, answer)
	}
	return id
}

// submit posts a program and returns the execution's id.
func (s *service) submit(session, language, code string) string {
	s.t.Helper()
	status, answer := s.call("POST", "/api/code-sessions/"+session+"/run", map[string]string{"language": language, "code": code})
	id, _ := answer["execution_id"].(string)
	if status != http.StatusAccepted || id == "" {
		s.t.Fatalf("run = %d, %v, want 202 and an id", status, answer)
	}
	return id
}

// awaitRunning waits until a worker has the execution.
func (s *service) awaitRunning(id string) {
	s.t.Helper()
	eventually(s.t, patience, func() (bool, string) {
		_, record := s.call("GET", "/api/executions/"+id, nil)
		return record["status"] == "RUNNING", fmt.Sprint(record)
	})
}

// await waits for the execution's end and returns its record.
func (s *service) await(id string) map[string]any {
	s.t.Helper()
	var record map[string]any
	eventually(s.t, patience, func() (bool, string) {
		_, record = s.call("GET", "/api/executions/"+id+"?wait=10", nil)
		status, _ := record["status"].(string)
		return status == "COMPLETED" || status == "FAILED" || status == "TIMEOUT", fmt.Sprint(record)
	})
	return record
}

// run runs a program to its end.
func (s *service) run(language, code string) map[string]any {
	s.t.Helper()
	return s.await(s.submit(s.session(), language, code))
}
