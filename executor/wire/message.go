package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Hello is the runner's first word.
type Hello struct {
	Protocol int `json:"protocol"`
}

// Command is how a program is started.
type Command struct {
	Path string   `json:"path"` // where its source lies, absolute
	Argv []string `json:"argv"` // the interpreter, looked up in PATH, and its arguments
	Env  []string `json:"env"`  // NAME=value, the whole environment
}

// Equal reports whether c and d start a program alike.
func (c Command) Equal(d Command) bool {
	return c.Path == d.Path && slices.Equal(c.Argv, d.Argv) && slices.Equal(c.Env, d.Env)
}

// Ready says what the container takes while the interpreter waits.
type Ready struct {
	MemoryBytes int64 `json:"memoryBytes"` // in use, without files that are cached; 0 if unknown
}

// Job is the program and how to run it. It runs in the interpreter that was
// booted if that was started with the same Command, and is not Fresh.
type Job struct {
	Command
	Code  string `json:"code"`
	Fresh bool   `json:"fresh,omitempty"`

	WallTime    time.Duration `json:"wallTime"`    // nanoseconds
	OutputBytes int64         `json:"outputBytes"` // for each of stdout and stderr; the program is ended at the first byte beyond
	Seal        Seal          `json:"seal"`
}

// Cause says what the runner ended the program for.
type Cause string

// The causes. CauseNone: the program ended by itself, as its wait status says.
const (
	CauseNone        Cause = ""
	CauseWallTimeout Cause = "wall_timeout"
	CauseOutputLimit Cause = "output_limit"
	CauseMemory      Cause = "memory" // what it had the kernel take, and no control group counts
	CauseKilled      Cause = "killed" // the host asked for it
)

// Exit is how the program ended and what it used.
type Exit struct {
	Cause    Cause         `json:"cause,omitempty"`
	ExitCode int           `json:"exitCode"` // if Signal is 0
	Signal   int           `json:"signal"`   // the one it died of, or 0
	WallTime time.Duration `json:"wallTime"` // nanoseconds, from start to end

	CPUTime         time.Duration `json:"cpuTime"`         // nanoseconds, all processes
	PeakMemoryBytes int64         `json:"peakMemoryBytes"` // all processes
	OOMKills        int64         `json:"oomKills"`        // processes the kernel killed for memory
	OOMOthers       int64         `json:"oomOthers"`       // of these, how many were surely not the process that was started

	StdoutBytes int64 `json:"stdoutBytes"` // written by the program, sent or not
	StderrBytes int64 `json:"stderrBytes"`
}

// WriteMessage sends v as JSON in a frame of type t.
func (w *Writer) WriteMessage(t Type, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("wire: encode %c: %w", t, err)
	}
	return w.Write(t, payload)
}

// Decode reads the JSON payload of a frame into v.
func Decode(payload []byte, v any) error {
	if err := json.Unmarshal(payload, v); err != nil {
		return fmt.Errorf("wire: decode %T: %w", v, err)
	}
	return nil
}
