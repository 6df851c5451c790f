package executortest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Finish implements [executor.Store].
func (m *MemoryStore) Finish(_ context.Context, id executor.AttemptID, r executor.Result) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.open(id)
	if a == nil {
		return executor.ErrFenced
	}
	e := &m.executions[id.ExecutionID].execution
	e.Status = r.Status()
	e.Stdout, a.StdoutGap, a.StdoutLossy = r.Stdout.Text()
	e.Stderr, a.StderrGap, a.StderrLossy = r.Stderr.Text()
	if !r.StartedAt.IsZero() {
		e.ExecutionTime = new(r.WallTime.Round(time.Millisecond).Milliseconds())
	}
	fill(a, r)
	return nil
}

// fill closes the attempt with what r says of it.
func fill(a *executor.Attempt, r executor.Result) {
	a.FinishedAt = new(now())
	a.Termination = r.Termination
	if !r.StartedAt.IsZero() {
		a.StartedAt = new(r.StartedAt.UTC().Truncate(time.Microsecond))
	}
	switch r.Termination {
	case executor.TerminationExited:
		a.ExitCode = new(r.ExitCode)
	case executor.TerminationSignaled:
		a.Signal = r.Signal
	default: // nothing beside the termination itself
	}
	if r.CPUTime >= 0 {
		a.CPUTime = new(r.CPUTime.Truncate(time.Microsecond))
	}
	if r.PeakMemoryBytes >= 0 {
		a.PeakMemoryBytes = new(r.PeakMemoryBytes)
	}
	a.OOMKills = r.OOMKills
	a.StdoutBytes, a.StdoutTruncated = r.Stdout.Written, r.Stdout.Truncated()
	a.StderrBytes, a.StderrTruncated = r.Stderr.Written, r.Stderr.Truncated()
	a.Image, a.Runtime, a.Error = r.Image, r.Runtime, storable(r.Error)
	a.Timeline = saved(r.Timeline)
}

// Release implements [executor.Store].
func (m *MemoryStore) Release(_ context.Context, id executor.AttemptID, r executor.Release) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.open(id)
	if a == nil {
		return executor.ErrFenced
	}
	if r.Failed {
		a.Termination = executor.TerminationSandboxError
	}
	a.Error = storable(r.Reason)
	a.FinishedAt = new(now())
	a.LeaseExpiresAt = a.FinishedAt.Add(r.Pause)
	return nil
}

// Abandon implements [executor.Store].
func (m *MemoryStore) Abandon(_ context.Context, id uuid.UUID, t executor.Termination) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, exists := m.executions[id]
	if !exists || r.execution.Status != executor.StatusRunning {
		return executor.ErrFenced
	}
	if r.newest().FinishedAt == nil && r.leased() {
		return executor.ErrFenced
	}
	r.end(t)
	return nil
}

// end ends an execution that nobody runs. An attempt that has ended stays as it is,
// and is followed by one that nobody made.
func (r *record) end(t executor.Termination) {
	at := now()
	if a := r.newest(); a == nil || a.FinishedAt != nil {
		r.attempts = append(r.attempts, executor.Attempt{Number: len(r.attempts) + 1, ClaimedAt: at, LeaseExpiresAt: at})
	}
	a := r.newest()
	a.FinishedAt, a.Termination = &at, t
	r.execution.Status = executor.StatusFailed
}

// open is the fence: the attempt if it is the newest and open, else nil.
func (m *MemoryStore) open(id executor.AttemptID) *executor.Attempt {
	r, exists := m.executions[id.ExecutionID]
	if !exists || r.execution.Status != executor.StatusRunning {
		return nil
	}
	a := r.newest()
	if a.Number != id.Number || !a.ClaimedAt.Equal(id.ClaimedAt) || a.FinishedAt != nil {
		return nil
	}
	return a
}

// saved is t as a Store keeps it.
func saved(t executor.Timeline) executor.Timeline {
	if t[executor.StageAccepted].IsZero() {
		return executor.Timeline{}
	}
	t[executor.StageSaved] = now()
	for stage, at := range t {
		if !at.IsZero() {
			t[stage] = at.UTC().Truncate(time.Microsecond)
		}
	}
	return t
}

// storable is text as databases take it: without NUL and invalid UTF-8.
func storable(text string) string {
	text, _, _ = executor.Output{Kept: []byte(text)}.Text()
	return text
}
