package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// process is a running livecode. Its log goes to a file.
type process struct {
	role string
	url  string // empty for a worker
	cmd  *exec.Cmd
	log  string
	done chan struct{} // closed when it has ended; then err tells how
	err  error
}

// readyPatience bounds the wait for a livecode to be ready.
const readyPatience = time.Minute

// startProcess starts livecode in a role, with DATA_DIR dir, and returns once
// it is ready. It inherits the environment.
func startProcess(ctx context.Context, program, role, dir string, environment ...string) (*process, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	p := &process{role: role, log: filepath.Join(dir, "log"), done: make(chan struct{})}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()                                                      // the child has its own
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), program, role) // stop ends it, in order
	p.cmd.Env = append(p.cmd.Environ(), "DATA_DIR="+dir, "HOST=127.0.0.1", "LOG_FORMAT=json")
	p.cmd.Env = append(p.cmd.Env, environment...)
	p.cmd.Stderr = log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{
		Pdeathsig: syscall.SIGKILL, // it dies with us
		Setpgid:   true,            // an interrupt at the terminal is for us alone
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.done)
		p.err = p.cmd.Wait()
	}()
	if err := p.awaitReady(ctx); err != nil {
		_ = p.cmd.Process.Kill()
		<-p.done
		return nil, err
	}
	return p, nil
}

// awaitReady waits for the line of the log that tells so, and for the URL in
// it.
func (p *process) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, readyPatience, fmt.Errorf("livecode %s was not ready in %v", p.role, readyPatience))
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		ready, err := p.readLog()
		if ready || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-p.done:
			return p.ended()
		case <-ticker.C:
		}
	}
}

func (p *process) readLog() (ready bool, err error) {
	content, err := os.ReadFile(p.log)
	if err != nil {
		return false, err
	}
	for line := range bytes.Lines(content) {
		var said struct{ Message, URL string }
		if json.Unmarshal(line, &said) == nil && said.Message == "livecode is ready" {
			p.url = said.URL
			return true, nil
		}
	}
	return false, nil
}

// ended is the error of a process that should still run.
func (p *process) ended() error {
	const tail = 2 << 10
	content, _ := os.ReadFile(p.log)
	return fmt.Errorf("livecode %s ended: %w; its log ends with\n%s", p.role, p.err, content[max(0, len(content)-tail):])
}

// stop shuts the process down and waits for its end, or kills it when ctx
// ends.
func (p *process) stop(ctx context.Context) error {
	select {
	case <-p.done:
		return p.ended()
	default:
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	if p.err != nil {
		return p.ended()
	}
	return nil
}

// pid is its process id.
func (p *process) pid() int { return p.cmd.Process.Pid }
