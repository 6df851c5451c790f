package postgrestest

// Launch runs a cluster of its own for a program that is no test, such as a
// benchmark. It lives until Close, or until the program is gone. Like the
// others it does not wait for the disk; who measures turns that on.
func Launch() (*Server, error) { return start() }

// Close ends a server that Launch started and removes all it has stored.
func (s *Server) Close() error { return s.stop() }
