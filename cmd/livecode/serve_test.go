package main_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestFirstLight is what a newcomer tries: one service with nothing but an
// engine, and programs that end in each way.
func TestFirstLight(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	for name, c := range map[string]struct {
		python, javascript string
		want               map[string]any
	}{
		"hello": {
			`print("hello")`, `console.log("hello")`,
			map[string]any{"status": "COMPLETED", "termination": "exited", "exitCode": 0.0, "stdout": "hello\n", "stderr": ""},
		},
		"exit 1": {
			`import sys; print("why", file=sys.stderr); sys.exit(1)`, `console.error("why"); process.exit(1)`,
			map[string]any{"status": "FAILED", "termination": "exited", "exitCode": 1.0, "stderr": "why\n"},
		},
		"endless loop": {
			"print('so far')\nwhile True: pass", `console.log("so far"); for (;;);`,
			map[string]any{"status": "TIMEOUT", "termination": "wall_timeout", "stdout": "so far\n"},
		},
		"1 GB": {
			`x = bytearray(10**9)`, `const x = Buffer.alloc(1e9, 1)`,
			map[string]any{"status": "FAILED", "termination": "oom"},
		},
		"NUL and invalid UTF-8": {
			`import sys; sys.stdout.buffer.write(b"\0\xff\n")`, `process.stdout.write(Buffer.from([0, 255, 10]))`,
			map[string]any{"status": "COMPLETED", "stdoutLossy": true},
		},
		"network": {
			"import urllib.request\nurllib.request.urlopen('http://192.0.2.1', timeout=2)", `require("http").get("http://192.0.2.1")`,
			map[string]any{"status": "FAILED", "termination": "exited", "exitCode": 1.0},
		},
		"segmentation fault": {
			`import ctypes; ctypes.string_at(0)`, `process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 1000)`,
			map[string]any{"status": "FAILED", "termination": "signaled", "signal": "SIGSEGV"},
		},
	} {
		for language, code := range map[string]string{"python": c.python, "javascript": c.javascript} {
			t.Run(name+"/"+language, func(t *testing.T) {
				t.Parallel()
				record := s.run(language, code)
				for field, want := range c.want {
					if record[field] != want {
						t.Errorf("%s = %v, want %v in %v", field, record[field], want, record)
					}
				}
				checkTime(t, record)
			})
		}
	}
}

// checkTime: a TIMEOUT comes at 5 s, nothing else takes that long.
func checkTime(t *testing.T, record map[string]any) {
	t.Helper()
	took, ok := record["executionTime"].(float64)
	if !ok || took != float64(int64(took)) {
		t.Fatalf("executionTime = %v, want whole milliseconds", record["executionTime"])
	}
	if timeout := record["status"] == "TIMEOUT"; timeout != (took >= 4900) || took > 5500 {
		t.Errorf("executionTime = %v ms with status %v", took, record["status"])
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	session := s.session()
	unknown := "/api/code-sessions/00000000-0000-7000-8000-000000000000"
	body := func(language, code string) map[string]string {
		return map[string]string{"language": language, "code": code}
	}
	for name, c := range map[string]struct {
		method, path string
		body         any
		status       int
	}{
		"10,001 characters":  {"POST", "/api/code-sessions/" + session + "/run", body("python", strings.Repeat("#", 10_001)), http.StatusBadRequest},
		"no code":            {"POST", "/api/code-sessions/" + session + "/run", body("python", ""), http.StatusBadRequest},
		"unknown language":   {"POST", "/api/code-sessions/" + session + "/run", body("cobol", "x"), http.StatusBadRequest},
		"broken JSON":        {"POST", "/api/code-sessions/" + session + "/run", "{", http.StatusBadRequest},
		"unknown session":    {"POST", unknown + "/run", body("python", "x"), http.StatusNotFound},
		"unknown execution":  {"GET", "/api/executions/00000000-0000-7000-8000-000000000000", nil, http.StatusNotFound},
		"malformed id":       {"GET", "/api/executions/7", nil, http.StatusNotFound},
		"unknown path":       {"GET", "/api/nothing", nil, http.StatusNotFound},
		"method not allowed": {"DELETE", "/api/executions/7", nil, http.StatusMethodNotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			status, problem := s.call(c.method, c.path, c.body)
			if status != c.status || problem["status"] != float64(c.status) || problem["title"] == "" || problem["code"] == "" || problem["detail"] == "" {
				t.Errorf("%s %s = %d, %v, want a problem document of %d", c.method, c.path, status, problem, c.status)
			}
		})
	}
	// 10,000 characters that are not one byte each are fine.
	if record := s.run("python", "#"+strings.Repeat("😀", 9_999)); record["status"] != "COMPLETED" {
		t.Errorf("10,000 emoji = %v, want COMPLETED", record)
	}
}

// TestKilledServiceLeavesNothing: after kill -9 no container is left within
// two seconds, and after a restart what was accepted ends, once. The pool is
// large, so that the kill comes while it is being filled.
func TestKilledServiceLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir, "WORKER_CONCURRENCY=1", "POOL_SIZE=20")
	session := s.session()
	running := s.submit(session, "python", "import time; time.sleep(2); print('done')")
	queued := s.submit(session, "javascript", "console.log('done')")
	s.awaitRunning(running)
	s.Kill()
	s.awaitContainers(2 * time.Second)
	again := serve(t, dir, "WORKER_CONCURRENCY=1")
	for id, attempt := range map[string]float64{running: 2, queued: 1} {
		record := again.await(id)
		if record["status"] != "COMPLETED" || record["stdout"] != "done\n" || record["attempt"] != attempt {
			t.Errorf("after the restart: %v, want COMPLETED in attempt %v", record, attempt)
		}
	}
}

// TestTerminatedServiceEndsWell: after SIGTERM a running program may end, what
// has not ended is kept, the exit code is 0, and no container is left.
func TestTerminatedServiceEndsWell(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir, "WORKER_CONCURRENCY=1")
	session := s.session()
	running := s.submit(session, "python", "import time; time.sleep(2); print('done')")
	queued := s.submit(session, "python", "print('done')")
	s.awaitRunning(running)
	if err := s.Stop(); err != nil {
		t.Errorf("the service ended with %v, want exit code 0:\n%s", err, s.Log())
	}
	if left := s.containers(); len(left) != 0 {
		t.Errorf("containers left after SIGTERM: %q", left)
	}
	again := serve(t, dir)
	for _, id := range []string{running, queued} {
		if record := again.await(id); record["stdout"] != "done\n" || record["attempt"] != 1.0 {
			t.Errorf("after the restart: %v, want it done in attempt 1", record)
		}
	}
}

// TestManyRunsLeaveNoTrace: 300 runs leave no container, and as many
// descriptors and goroutines as there were, and no more memory.
func TestManyRunsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	defer manyRuns.tell(t, time.Now())
	n := 300
	if *hostileFull {
		n = 5000
	}
	s := serve(t, t.TempDir(), "POOL_SIZE=1")
	session := s.session()
	runAll(s, session, 20) // what is opened once is open
	descriptors, memory := s.descriptors(), s.memory()
	runAll(s, session, n)
	eventually(t, 10*time.Second, func() (bool, string) {
		http.DefaultClient.CloseIdleConnections()
		after := s.descriptors()
		return after <= descriptors+5, fmt.Sprintf("%d descriptors, %d before", after, descriptors)
	})
	const spare = 64 << 20 // what the garbage collector has not come to
	if after := s.memory(); after > memory+spare {
		t.Errorf("the service holds %d MiB, %d before", after>>20, memory>>20)
	}
	fresh := serve(t, t.TempDir(), "POOL_SIZE=1")
	runAll(fresh, fresh.session(), 20)
	want, got := fresh.goroutines(), s.goroutines()
	if want == 0 || got > want+5 {
		t.Errorf("%d goroutines after %d runs, %d after 20", got, n+20, want)
	}
	for _, one := range []*service{s, fresh} {
		one.awaitContainers(5 * time.Second)
	}
}

// goroutines ends the service, at which it tells of its goroutines, and counts
// them. Its containers go with it.
func (s *service) goroutines() int {
	s.t.Helper()
	s.awaitContainers(10*time.Second, "running", "running")
	if err := s.End(syscall.SIGQUIT); err == nil {
		s.t.Error("the service ended well although it was told to tell of itself")
	}
	return strings.Count(s.Log(), "\ngoroutine ")
}

// runAll runs n programs, a few at a time.
func runAll(s *service, session string, n int) {
	work := make(chan int)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range work {
				language, code := "python", fmt.Sprintf("print(%d)", i)
				if i%2 == 1 {
					language, code = "javascript", fmt.Sprintf("console.log(%d)", i)
				}
				if record := s.await(s.submit(session, language, code)); record["stdout"] != fmt.Sprintf("%d\n", i) {
					s.t.Errorf("run %d = %v", i, record)
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	all.Wait()
}

// descriptors counts the open descriptors of the service.
func (s *service) descriptors() int {
	s.t.Helper()
	n, err := s.Descriptors()
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}
