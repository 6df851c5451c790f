package wire

import (
	"encoding/json"
	"fmt"
	"time"
)

// Hello is the runner's first word.
type Hello struct {
	Protocol int `json:"protocol"`
}

// Job is the program and how to run it.
type Job struct {
	Path string   `json:"path"` // where Code goes, absolute
	Code string   `json:"code"`
	Argv []string `json:"argv"` // the program and its arguments; looked up in PATH
	Env  []string `json:"env"`  // NAME=value, the whole environment

	WallTime    time.Duration `json:"wallTime"`    // nanoseconds
	OutputBytes int64         `json:"outputBytes"` // for each of stdout and stderr
}

// Cause says what the runner ended the program for.
type Cause string

// The causes. CauseNone: the program ended by itself, as its wait status says.
const (
	CauseNone        Cause = ""
	CauseWallTimeout Cause = "wall_timeout"
	CauseOutputLimit Cause = "output_limit"
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
