package executor

import "time"

// Language is what the catalogue says of one programming language.
type Language struct {
	ID       string            // as clients name it, such as "python"
	Name     string            // for people, such as "Python"
	FileName string            // of the program, below /sandbox
	Command  []string          // starts the program; ${MEMORY_MIB} stands for the memory limit
	Env      map[string]string // the program's whole environment
	Example  string            // a first program for the page
	Limits   Limits

	// FreshIf matches sources that an interpreter which is already up would
	// read otherwise than one started for them. Empty matches none.
	FreshIf string
}

// Limits bound one run.
type Limits struct {
	WallTime    time.Duration // from the program's start
	MemoryBytes int64         // all processes and tmpfs files together, no swap
	CPUs        float64       // share of the machine's cores, 1 is one core
	Pids        int64         // processes and threads
	OutputBytes int64         // for each of stdout and stderr
}

// Runtime is what a worker runs a language in.
type Runtime struct {
	Language string // id
	Version  string // of the interpreter
	Image    string // name
}
