package hostile

import (
	"fmt"
	"slices"

	"github.com/edtronaut/livecode/executor"
)

// Record is the API's record of an execution, as far as it counts here.
type Record struct {
	Status          string   `json:"status"`
	Termination     string   `json:"termination"`
	ExitCode        *int     `json:"exitCode"`
	Signal          string   `json:"signal"`
	Attempt         int      `json:"attempt"`
	ExecutionTime   *int64   `json:"executionTime"` // milliseconds
	CPUTimeMs       *float64 `json:"cpuTimeMs"`
	PeakMemoryBytes *int64   `json:"peakMemoryBytes"`
	Stdout          string   `json:"stdout"`
	Stderr          string   `json:"stderr"`
	StdoutBytes     int64    `json:"stdoutBytes"`
	StderrBytes     int64    `json:"stderrBytes"`
	StdoutTruncated bool     `json:"stdoutTruncated"`
	StderrTruncated bool     `json:"stderrTruncated"`
	StdoutLossy     bool     `json:"stdoutLossy"`
	StderrLossy     bool     `json:"stderrLossy"`
	StdoutOmitted   Omitted  `json:"stdoutOmitted"`
	StderrOmitted   Omitted  `json:"stderrOmitted"`
	Runtime         string   `json:"runtime"`
}

// Omitted is what was left out of an output, between its first and last bytes.
type Omitted struct {
	At    int64 `json:"at"`
	Bytes int64 `json:"bytes"`
}

// What holds of every program, whatever it does.
const (
	deadlineMs = 5000
	earlyMs    = 100 // that a deadline may come before its time, by the clock of another
	lateMs     = 500
	memory     = 256 << 20
	output     = 1 << 20
)

// findings collects what is not as it should be.
type findings []string

func (f *findings) want(ok bool, format string, arguments ...any) {
	if !ok {
		*f = append(*f, fmt.Sprintf(format, arguments...))
	}
}

// Deviations tells in what r is not as e has it, or not as any record should be.
func (e Expectation) Deviations(r Record) []string {
	var f findings
	e.checkEnd(r, &f)
	e.checkFigures(r, &f)
	e.Stdout.compare(&f, "stdout", stream{r.Stdout, r.StdoutBytes, r.StdoutTruncated, r.StdoutLossy, r.StdoutOmitted})
	e.Stderr.compare(&f, "stderr", stream{r.Stderr, r.StderrBytes, r.StderrTruncated, r.StderrLossy, r.StderrOmitted})
	r.checkSelf(&f)
	r.checkLimits(&f, e.WallMs)
	return f
}

// Late reports whether r deviates in nothing but how long it took, and in what is
// not counted then: the program was ended, but a busy machine may have been slow
// to do so. A sandbox that cannot end it is late each time.
func (e Expectation) Late(r Record) bool {
	if r.ExecutionTime == nil || *r.ExecutionTime <= deadlineMs || len(e.Deviations(r)) == 0 {
		return false
	}
	onTime := int64(deadlineMs)
	r.ExecutionTime, e.WallMs, e.CPUMs = &onTime, nil, nil
	if r.PeakMemoryBytes == nil {
		e.PeakMiB = nil
	}
	return len(e.Deviations(r)) == 0
}

func (e Expectation) checkEnd(r Record, f *findings) {
	f.want(slices.Contains(e.Status, r.Status), "status is %s, want %v", r.Status, e.Status)
	f.want(slices.Contains(e.Termination, r.Termination), "termination is %s, want %v", r.Termination, e.Termination)
	if r.ExitCode != nil && e.ExitCode != nil {
		f.want(slices.Contains(e.ExitCode, *r.ExitCode), "exitCode is %d, want %v", *r.ExitCode, e.ExitCode)
	}
	if r.Signal != "" && e.Signal != nil {
		f.want(slices.Contains(e.Signal, r.Signal), "signal is %s, want %v", r.Signal, e.Signal)
	}
}

func (e Expectation) checkFigures(r Record, f *findings) {
	if w := e.WallMs; w != nil && r.ExecutionTime != nil {
		f.want(w.holds(*r.ExecutionTime), "executionTime is %d ms, want %d to %d", *r.ExecutionTime, w.Least, w.Most)
	}
	if w := e.CPUMs; w != nil {
		f.want(r.CPUTimeMs != nil && w.holds(int64(*r.CPUTimeMs)), "cpuTimeMs is %s, want %d to %d", show(r.CPUTimeMs), w.Least, w.Most)
	}
	if w := e.PeakMiB; w != nil {
		f.want(r.PeakMemoryBytes != nil && w.holds(*r.PeakMemoryBytes>>20), "peakMemoryBytes is %s, want %d to %d MiB", show(r.PeakMemoryBytes), w.Least, w.Most)
	}
}

func (w Range) holds(v int64) bool { return w.Least <= v && v <= w.Most }

// checkSelf checks what holds of every record of a program that has run: it was
// run once, and its parts agree with each other and with the limits.
func (r Record) checkSelf(f *findings) {
	f.want(r.Attempt == 1, "it was run in attempt %d: a program's own doing is never tried again", r.Attempt)
	code := 0
	if r.ExitCode != nil {
		code = *r.ExitCode
	}
	exited := r.Termination == string(executor.TerminationExited)
	f.want(exited == (r.ExitCode != nil), "termination %s with exitCode %s", r.Termination, show(r.ExitCode))
	f.want((r.Signal != "") == (r.Termination == string(executor.TerminationSignaled)), "termination %s with signal %q", r.Termination, r.Signal)
	status := executor.Termination(r.Termination).Status(code)
	f.want(string(status) == r.Status, "status %s with termination %s and exitCode %s", r.Status, r.Termination, show(r.ExitCode))
}

// checkLimits checks that the limits were kept; wall, if given, is of this
// program instead of any.
func (r Record) checkLimits(f *findings, wall *Range) {
	if r.ExecutionTime == nil {
		f.want(false, "executionTime is null")
		return
	}
	most := int64(deadlineMs + lateMs)
	if wall != nil {
		most = max(most, wall.Most)
	}
	if r.Termination == string(executor.TerminationWallTimeout) {
		f.want(*r.ExecutionTime >= deadlineMs-earlyMs, "it was stopped at %d ms, before its time", *r.ExecutionTime)
	}
	f.want(*r.ExecutionTime <= most, "it ran for %d ms, want at most %d", *r.ExecutionTime, most)
	f.want(r.PeakMemoryBytes == nil || *r.PeakMemoryBytes <= memory, "peakMemoryBytes is %s, above the limit", show(r.PeakMemoryBytes))
}

// show writes a figure that may be missing.
func show[T any](v *T) string {
	if v == nil {
		return "missing"
	}
	return fmt.Sprint(*v)
}
