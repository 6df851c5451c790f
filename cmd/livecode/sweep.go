package main

import (
	"io"
	"os"
	"os/exec"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/executor/docker"
)

// sweeper is a process of our own that outlives us if we are killed, and then
// removes what we could not. It reads a pipe that only we hold open: a byte
// means that there is nothing to do, the bare end that we are dead.
type sweeper struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

const goodbye = "."

// startSweeper starts the sweeper of the containers of this life. It has a
// session of its own, so that what is typed at our terminal does not end it.
func startSweeper(life string) (*sweeper, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// Not bound to any context: it must outlive us.
	cmd := exec.Command(self, "sweep", life) //nolint:noctx // see above
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &sweeper{cmd, pipe}, cmd.Start()
}

// dismiss ends the sweeper, for there is nothing left to sweep.
func (s *sweeper) dismiss() {
	_, _ = io.WriteString(s.pipe, goodbye)
	_ = s.pipe.Close()
	_ = s.cmd.Wait()
}

func sweepCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "sweep LIFE",
		Short:  "Wait for the end of standard input, and remove the containers of that life",
		Hidden: true, // workers start it by themselves
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			said, err := io.ReadAll(cmd.InOrStdin())
			if err != nil || string(said) == goodbye {
				return err
			}
			return docker.Sweep(cmd.Context(), args[0])
		},
	}
}
