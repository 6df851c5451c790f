package redistest

// Launch runs a server of its own for a program that is no test, such as a
// benchmark, with further directives as in redis.conf. It lives until Close,
// or until the program is gone.
func Launch(directives ...string) (*Server, error) { return start(directives...) }

// Close ends a server that Launch started.
func (s *Server) Close() { s.kill() }

// PID is the process id of a server that runs.
func (s *Server) PID() int { return s.process.cmd.Process.Pid }
