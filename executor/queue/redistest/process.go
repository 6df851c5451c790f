package redistest

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// process is one life of a server.
type process struct {
	cmd *exec.Cmd
	log *os.File // without a name, so that nobody has to remove it
}

// startTimeout bounds the wait for a server to answer. It takes milliseconds.
const startTimeout = 20 * time.Second

// run starts the server and returns once it answers.
func (s *Server) run() error {
	args := []string{"-"}
	if s.sentinel != "" {
		args = []string{s.sentinel, "--sentinel"}
	}
	p, err := spawn(s.config(), s.program, args...)
	if err != nil {
		return err
	}
	if err := p.await(s.URL()); err != nil {
		p.kill()
		return err
	}
	s.process = p
	return nil
}

// config is handed over on stdin: others could read a command line.
func (s *Server) config() string {
	lines := []string{
		"bind 127.0.0.1",
		fmt.Sprintf("port %d", s.port),
		"requirepass " + s.password,
		"dir " + os.TempDir(), // where it writes nothing
	}
	if s.sentinel == "" {
		lines = append(lines, `save ""`)
	}
	return strings.Join(append(lines, s.directives...), "\n") + "\n"
}

// spawn starts the program with a configuration on its stdin. No goroutine of ours goes with
// it, so that checks for leaks do not see the shared one.
func spawn(config, program string, args ...string) (*process, error) {
	log, err := os.CreateTemp("", "livecode-redis-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(log.Name())
	in, feed, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Pdeathsig: syscall.SIGKILL, // it dies with the test binary
		Setpgid:   true,            // an interrupt at the terminal is not for it
	}
	_, err = feed.WriteString(config) // shorter than a pipe holds
	if err == nil {
		err = cmd.Start()
	}
	_ = feed.Close()
	return &process{cmd, log}, err
}

// await returns once the server answers, or with its log if it will not.
func (p *process) await(redisURL string) error {
	opt, err := redis.ParseURL(redisURL)
	if err != nil {
		return err
	}
	opt.DialerRetries, opt.MaxRetries = 1, -1 // the loop below retries, and sooner
	client := redis.NewClient(opt)
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		err := client.Ping(ctx).Err()
		if err == nil {
			return nil
		}
		var state syscall.WaitStatus
		pid, _ := syscall.Wait4(p.cmd.Process.Pid, &state, syscall.WNOHANG, nil)
		if pid != 0 || ctx.Err() != nil {
			return fmt.Errorf("redis-server does not answer: %w; its log:\n%s", err, p.read())
		}
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (p *process) read() string {
	_, _ = p.log.Seek(0, io.SeekStart)
	text, _ := io.ReadAll(p.log)
	return string(text)
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	_ = p.log.Close()
}
