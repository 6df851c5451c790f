package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	stacktest.RemovePrograms()
	if err := writeTable(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// patience is how long a test waits for what must come.
const patience = stacktest.Patience

// eventually waits until ok, and otherwise fails with the last state that it
// told.
func eventually(t *testing.T, within time.Duration, ok func() (bool, string)) {
	t.Helper()
	eventuallyEvery(t, within, 10*time.Millisecond, ok)
}

// eventuallyEvery is eventually for what costs something to look at.
func eventuallyEvery(t *testing.T, within, every time.Duration, ok func() (bool, string)) {
	t.Helper()
	if state, done := stacktest.Until(within, every, ok); !done {
		t.Fatalf("not within %v; last: %s", within, state)
	}
}

// service is a running livecode.
type service struct {
	*stacktest.Process

	t   *testing.T
	url string // empty for a worker without PORT
	dir string // its DATA_DIR
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
	own := []string{"SANDBOX_RUNTIME=" + dockertest.OCIRuntime(t)}
	if dockertest.GVisor(t) {
		own = append(own, "PREFLIGHT_ALLOW=runner,cpu")
	}
	p := stacktest.Start(t, stacktest.Programs(t), role, dir, append(own, environment...)...)
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Errorf("%s ended with %v, want exit code 0", role, err)
		}
	})
	return &service{Process: p, t: t, url: p.URL, dir: dir}
}

// containers lists the states of the service's containers.
func (s *service) containers() []string {
	s.t.Helper()
	return dockertest.Containers(s.t, s.Worker())
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
