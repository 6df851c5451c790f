package stacktest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Process is a livecode that runs, or has run.
type Process struct {
	t    testing.TB
	role string
	bin  string // folder of its program
	env  []string
	cmd  *exec.Cmd
	done chan struct{}

	Dir string // its DATA_DIR
	URL string // of its API, or of its /metrics; empty for a worker without PORT

	mu  sync.Mutex
	log bytes.Buffer
}

// Start starts livecode in a role and waits until it is ready. One that still
// runs at the test's end is killed.
func Start(t testing.TB, bin, role, dir string, env ...string) *Process {
	t.Helper()
	p := &Process{t: t, role: role, bin: bin, Dir: dir, env: env, done: make(chan struct{})}
	p.cmd = exec.Command(filepath.Join(bin, "livecode"), role)
	p.cmd.Env = append(append(os.Environ(), "DATA_DIR="+dir, "LOG_FORMAT=json"), env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("log of %s:\n%s", role, p.tail())
		}
	})
	ready := make(chan string, 1)
	go p.read(stderr, ready)
	select {
	case p.URL = <-ready:
	case <-p.done:
		t.Fatalf("%s ended before it was ready:\n%s", role, p.tail())
	case <-time.After(Patience):
		t.Fatalf("%s was not ready within %v:\n%s", role, Patience, p.tail())
	}
	return p
}

// Again starts the next life of a process that has ended.
func (p *Process) Again() *Process {
	p.t.Helper()
	return Start(p.t, p.bin, p.role, p.Dir, p.env...)
}

func (p *Process) read(stderr io.Reader, ready chan<- string) {
	defer close(p.done)
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.mu.Lock()
		p.log.Write(append(lines.Bytes(), '\n'))
		p.mu.Unlock()
		var line struct{ Message, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && strings.HasPrefix(line.Message, "livecode is ") {
			ready <- line.URL
		}
	}
}

// Log is what the process has said so far.
func (p *Process) Log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// tail is the end of the log.
func (p *Process) tail() string {
	log := p.Log()
	return log[max(0, len(log)-6000):]
}

// Signal sends the process a signal that it survives.
func (p *Process) Signal(sig syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

// Kill ends the process at once.
func (p *Process) Kill() { _ = p.End(syscall.SIGKILL) }

// Stop ends the process in good order; nil is exit code 0.
func (p *Process) Stop() error { return p.End(syscall.SIGTERM) }

// End sends the process a signal that ends it, and returns how it ended: nil for
// exit code 0, and for one that has ended before.
func (p *Process) End(sig syscall.Signal) error {
	if p.cmd.ProcessState != nil {
		return nil
	}
	if err := p.cmd.Process.Signal(sig); err != nil {
		return err
	}
	<-p.done
	return p.cmd.Wait()
}

// Worker is the name by which the process labels its containers.
func (p *Process) Worker() string {
	p.t.Helper()
	id, err := os.ReadFile(filepath.Join(p.Dir, "worker-0.id"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(bytes.TrimSpace(id))
}

// PID is its process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Runs reports whether the process has not been ended.
func (p *Process) Runs() bool { return p.cmd.ProcessState == nil }
