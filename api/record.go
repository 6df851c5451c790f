package api

import (
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// record is an execution as clients see it.
type record struct {
	ID        uuid.UUID `json:"id"`
	SessionID uuid.UUID `json:"sessionId"`
	runRecord

	QueuePosition   int    `json:"queuePosition,omitempty"` // 1 begins next; see [handler.withPlace]
	EstimatedWaitMs *int64 `json:"estimatedWaitMs,omitempty"`
}

func (r record) split() (rest any, outputs []string) {
	outputs = r.takeOutputs()
	return r, outputs
}

// runRecord is the part of a record that gives access to nothing. The fields up to
// CreatedAt are always there; the rest only where it is known.
type runRecord struct {
	Code          string          `json:"code"`
	Language      string          `json:"language"`
	Status        executor.Status `json:"status"`
	Stdout        string          `json:"stdout"`
	Stderr        string          `json:"stderr"`
	ExecutionTime *int64          `json:"executionTime"` // milliseconds
	CreatedAt     timestamp       `json:"createdAt"`

	QueuedAt  *timestamp `json:"queuedAt,omitempty"`
	StartedAt *timestamp `json:"startedAt,omitempty"`
	Attempt   int        `json:"attempt,omitempty"`

	Interactive bool `json:"interactive,omitempty"` // standard input stays open for what clients send

	*outcome
}

// takeOutputs empties the record's outputs and returns them, see [texted].
func (r *runRecord) takeOutputs() []string {
	outputs := []string{r.Stdout, r.Stderr}
	r.Stdout, r.Stderr = "", ""
	return outputs
}

// outcome is the part of a record that a terminal execution has.
type outcome struct {
	FinishedAt      *timestamp           `json:"finishedAt,omitempty"`
	Termination     executor.Termination `json:"termination,omitempty"`
	Detail          string               `json:"detail,omitempty"`
	ExitCode        *int                 `json:"exitCode,omitempty"`
	Signal          string               `json:"signal,omitempty"`
	CPUTimeMs       *float64             `json:"cpuTimeMs,omitempty"`
	PeakMemoryBytes *int64               `json:"peakMemoryBytes,omitempty"`
	OOMKills        int64                `json:"oomKills,omitempty"`
	StdoutBytes     int64                `json:"stdoutBytes"` // written, kept or not
	StderrBytes     int64                `json:"stderrBytes"`
	StdoutTruncated bool                 `json:"stdoutTruncated,omitempty"`
	StderrTruncated bool                 `json:"stderrTruncated,omitempty"`
	StdoutOmitted   gap                  `json:"stdoutOmitted,omitzero"`
	StderrOmitted   gap                  `json:"stderrOmitted,omitzero"`
	StdoutLossy     bool                 `json:"stdoutLossy,omitempty"`
	StderrLossy     bool                 `json:"stderrLossy,omitempty"`
	Image           string               `json:"image,omitempty"`
	Runtime         string               `json:"runtime,omitempty"`
	Timeline        timeline             `json:"timeline,omitzero"`
}

// gap says that Bytes bytes of what the program wrote were left out of a text,
// after its first At bytes as UTF-8.
type gap struct {
	At    int64 `json:"at"`
	Bytes int64 `json:"bytes"`
}

// recordOf leaves out the worker and the platform's own failure, which are for
// operators, and while e is not terminal, the outcome: another attempt may
// still replace it.
func recordOf(e executor.Execution) record {
	created := timestamp(e.CreatedAt)
	rec := record{ID: e.ID, SessionID: e.SessionID, runRecord: runRecord{
		Code: e.Code, Language: e.Language, Status: e.Status,
		Stdout: e.Stdout, Stderr: e.Stderr, ExecutionTime: e.ExecutionTime,
		CreatedAt: created, QueuedAt: &created, // stored as QUEUED
		Interactive: e.Interactive,
	}}
	if a := e.Attempt; a != nil {
		rec.Attempt, rec.StartedAt = a.Made(), optional(a.StartedAt)
		if e.Status.Terminal() {
			rec.outcome = outcomeOf(a)
		}
	}
	return rec
}

func outcomeOf(a *executor.Attempt) *outcome {
	return &outcome{
		FinishedAt: optional(a.FinishedAt), Termination: a.Termination, Detail: details[a.Termination],
		ExitCode: a.ExitCode, Signal: a.Signal,
		CPUTimeMs: milliseconds(a.CPUTime), PeakMemoryBytes: a.PeakMemoryBytes, OOMKills: a.OOMKills,
		StdoutBytes: a.StdoutBytes, StdoutTruncated: a.StdoutTruncated, StdoutLossy: a.StdoutLossy,
		StderrBytes: a.StderrBytes, StderrTruncated: a.StderrTruncated, StderrLossy: a.StderrLossy,
		StdoutOmitted: gap(a.StdoutGap), StderrOmitted: gap(a.StderrGap),
		Image: a.Image, Runtime: a.Runtime, Timeline: timeline(a.Timeline),
	}
}

// details explains the terminations that do not speak for themselves.
var details = map[executor.Termination]string{
	executor.TerminationWallTimeout:  "The program was still running when its time was up, so it was stopped.",
	executor.TerminationOOM:          "The program needed more memory than it may use, so it was stopped.",
	executor.TerminationOutputLimit:  "The program wrote more output than is kept, so it was stopped. The first and the last part are kept.",
	executor.TerminationCancelled:    "The program was stopped on request.",
	executor.TerminationSandboxError: "The program could not be run because of a fault on our side. Please run it again.",
	executor.TerminationLost:         "The program did not get to its end because the machines that ran it failed. Please run it again.",
}

func milliseconds(d *time.Duration) *float64 {
	if d == nil {
		return nil
	}
	ms := float64(d.Microseconds()) / 1000
	return &ms
}

// timestamp is a time as RFC 3339 writes it, in UTC, to the millisecond.
type timestamp time.Time

// MarshalText implements encoding.TextMarshaler.
func (t timestamp) MarshalText() ([]byte, error) {
	return time.Time(t).UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z"), nil
}

func optional(t *time.Time) *timestamp {
	if t == nil {
		return nil
	}
	ts := timestamp(*t)
	return &ts
}
