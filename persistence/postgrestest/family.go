package postgrestest

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// The state and the parent of a process in its /proc/PID/status.
var (
	stateLine  = regexp.MustCompile(`(?m)^State:\t(\w)`)
	parentLine = regexp.MustCompile(`(?m)^PPid:\t(\d+)`)
)

// childrenOf lists the processes that pid has started.
func childrenOf(pid int) (children []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, file := range files {
		parent := statusOf(file, parentLine)
		if child, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil && parent == strconv.Itoa(pid) {
			children = append(children, child)
		}
	}
	return children
}

// isZombie reports whether the process has ended, and its parent not asked for it.
func isZombie(pid int) bool {
	return statusOf(filepath.Join("/proc", strconv.Itoa(pid), "status"), stateLine) == "Z"
}

// statusOf finds a word in the file, or nothing for a process that is gone.
func statusOf(file string, line *regexp.Regexp) string {
	text, _ := os.ReadFile(file)
	found := line.FindSubmatch(text)
	if found == nil {
		return ""
	}
	return string(found[1])
}
