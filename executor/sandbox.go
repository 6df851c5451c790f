package executor

import "context"

// Sandbox runs programs apart from the host and from each other. Run may be
// called concurrently.
type Sandbox interface {
	// Run runs the program of job to its end and leaves nothing of it
	// behind. How the program ends, also by its limits or by harming its
	// own sandbox, is a Result; an error is the platform's failure, after
	// which the job may be run again; it matches ErrSandboxAway if no job can
	// be run at present. When ctx ends, Run stops the program
	// at once and returns ctx's error; but if the cause is ErrCancelled, the
	// end of the program is a Result, with what it had written until then.
	Run(ctx context.Context, job Job) (Result, error)
}
