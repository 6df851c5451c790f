package stacktest

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
)

// Usage is what a process holds.
type Usage struct {
	Descriptors int
	Goroutines  int
	Memory      int64 // resident, in bytes
}

var (
	rssLine        = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB`)
	goroutinesLine = regexp.MustCompile(`(?m)^go_goroutines (\d+)`)
)

// Usage tells what the process holds at the moment.
func (p *Process) Usage() (u Usage, err error) {
	if u.Descriptors, err = p.Descriptors(); err != nil {
		return u, err
	}
	if u.Memory, err = p.Memory(); err != nil {
		return u, err
	}
	resp, err := http.Get(p.URL + "/metrics")
	if err != nil {
		return u, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	u.Goroutines = int(number(goroutinesLine, text))
	return u, err
}

// Descriptors counts the open descriptors.
func (p *Process) Descriptors() (int, error) {
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.PID()))
	return len(list), err
}

// Memory is what the process has resident, in bytes.
func (p *Process) Memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	return number(rssLine, status) << 10, err
}

func number(line *regexp.Regexp, text []byte) int64 {
	found := line.FindSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.ParseInt(string(found[1]), 10, 64)
	return n
}
