package postgrestest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
)

// supervisor makes a cluster, starts it, says so, and waits for the end of its
// input, which comes when the test binary closes the pipe or is gone, for
// whatever reason. Then it stops the server and removes everything.
//
// Arguments: folder of the programs, folder of the cluster, port, user, further
// settings.
// Input: the password, then nothing.
const supervisor = `
bin=$1 dir=$2 port=$3 user=$4 more=$5
cd "$dir" || exit 1
end() {
	"$bin/pg_ctl" stop -D "$dir/data" -m immediate -w >/dev/null 2>&1
	cd / && rm -rf "$dir"
}
trap end EXIT
umask 077
IFS= read -r password && printf '%s\n' "$password" >password
"$bin/initdb" -D data -U "$user" -A password --pwfile=password \
	-E UTF8 --locale=C --no-sync >log 2>&1 || { cat log; exit 1; }
cat >>data/postgresql.conf <<settings
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
$more
settings
"$bin/pg_ctl" start -D data -l log -w -t 60 >/dev/null 2>&1 || { cat log; exit 1; }
echo ready
read -r nothing
exit 0
`

// supervise starts the supervisor and returns once the server takes
// connections. It sets s.stop.
func (s *Server) supervise() error {
	cmd := s.owner.command("/bin/sh", "-c", supervisor, "postgrestest",
		s.bin, s.dir, strconv.Itoa(s.port), user, strings.Join(s.settings, "\n"))
	cmd.Dir = "/"
	cmd.SysProcAttr.Setpgid = true // an interrupt at the terminal must not keep it from its work
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.stop = func() error { return errors.Join(in.Close(), cmd.Wait()) }
	if err := s.awaitReady(in, out); err != nil {
		_ = s.stop() // its exit code says less than err
		return err
	}
	return nil
}

// awaitReady hands over the password, and waits for the word or the reason why
// it will not come.
func (s *Server) awaitReady(in io.Writer, out io.Reader) error {
	if _, err := io.WriteString(in, s.password+"\n"); err != nil && !errors.Is(err, syscall.EPIPE) {
		return err
	}
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "ready" {
			return nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return fmt.Errorf("the Postgres server in %s did not start:\n%s", s.bin, said.String())
}
