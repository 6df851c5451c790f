// Command runner is PID 1 of a sandbox container: it takes one job from the
// host, runs it, reports, and exits.
//
// Its standard input and output carry frames of package wire; its standard
// error is for its own last words. The program never holds any of the three.
// When standard input ends, the host is gone, and so is the runner's purpose:
// it exits, and the kernel ends whatever else lives in the container.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/edtronaut/livecode/executor/wire"
)

func main() {
	if err := work(os.Args); err != nil {
		die(err)
	}
}

// work does what the arguments say: in the place of a program there are some,
// as PID 1 there are none.
func work(args []string) error {
	if len(args) != 3 {
		return run()
	}
	switch args[1] {
	case wire.ProbeArgument:
		return probe(args[2], os.Stdout)
	case fillArgument:
		return fill(args[2])
	default:
		return run()
	}
}

func die(err error) {
	fmt.Fprintln(os.Stderr, "runner:", err)
	os.Exit(1)
}

// run runs the job and returns when the host has left, which it does when it
// has heard the end and the removal of the container disturbs nobody.
func run() error {
	if os.Getpid() != 1 {
		return fmt.Errorf("this program is PID 1 of a livecode container, not for use by hand")
	}
	oom, err := harden()
	if err != nil {
		return err
	}
	answerNames()
	host := wire.NewWriter(os.Stdout)
	if err := host.WriteMessage(wire.TypeHello, wire.Hello{Protocol: wire.Protocol}); err != nil {
		return err
	}
	orders := wire.NewReader(bufio.NewReader(os.Stdin))
	r := &runner{host: host, oom: oom, cgroup: findCgroup(), input: newBuffer(), stop: stopper{kill: killAll}}
	job, err := r.readJob(orders)
	if err != nil {
		return err
	}
	go func() {
		if err := r.run(job); err != nil {
			die(err)
		}
	}()
	r.obey(orders)
	return nil
}

// readJob reads up to the job, and boots an interpreter if it is told to.
func (r *runner) readJob(orders *wire.Reader) (job wire.Job, err error) {
	for {
		typ, payload, err := orders.Next()
		if err != nil {
			return job, fmt.Errorf("read job: %w", err)
		}
		switch typ {
		case wire.TypeJob:
			err = wire.Decode(payload, &job)
			r.host.Seal(job.Seal)
			return job, err
		case wire.TypeBoot:
			if err := r.boot(payload); err != nil {
				return job, fmt.Errorf("boot: %w", err)
			}
		default:
			return job, fmt.Errorf("frame %q before the job", typ)
		}
	}
}
