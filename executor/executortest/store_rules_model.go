package executortest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/edtronaut/livecode/executor"
)

// model is what a Store must know of the executions of a [world].
type model []life

// life is what a Store must know of an execution. Time is not in it: a lease or
// pause is held, or has passed.
type life struct {
	status   executor.Status
	attempts []try
	asked    bool // its end was asked for while it ran
	deleted  bool
}

// try is an attempt.
type try struct {
	worker      int // none if there was no worker
	open, held  bool
	termination executor.Termination
	exitCode    int
}

const none = -1

func newModel() model {
	m := make(model, executionsPerWorld)
	for i := range m {
		m[i].status = executor.StatusQueued
	}
	return m
}

func (m model) clone() model {
	m = slices.Clone(m)
	for i := range m {
		m[i].attempts = slices.Clone(m[i].attempts)
	}
	return m
}

// do is what a Store must answer to c, and must know then.
func (m model) do(c call) string {
	l := &m[c.execution]
	switch c.method {
	case "Claim":
		return l.claim(c)
	case "Finish":
		return l.finish(c)
	case "Release":
		return l.release(c)
	case "Abandon":
		return l.abandon()
	case "Cancel":
		return l.cancel()
	case "Cancelled":
		return strconv.FormatBool(l.deleted || l.asked)
	case "DeleteSession":
		return l.delete()
	default:
		return m.disown(c.worker)
	}
}

func (l *life) claim(c call) string {
	if l.deleted || l.status.Terminal() || l.asked || l.held() && (l.newest().open || l.newest().worker == c.worker) || l.failures() >= maxFailures {
		return answer(executor.ErrNotClaimable)
	}
	failures := l.failures()
	if a := l.newest(); a != nil && a.open {
		a.open, a.termination = false, executor.TerminationLost
	}
	l.attempts = append(l.attempts, try{worker: c.worker, open: true, held: c.long})
	l.status = executor.StatusRunning
	return fmt.Sprintf("attempt %d after %d failures", len(l.attempts), failures)
}

func (l *life) finish(c call) string {
	if !l.owned(c.attempt) {
		return answer(executor.ErrFenced)
	}
	a := l.newest()
	a.open, a.termination, a.exitCode = false, executor.TerminationExited, c.exitCode
	l.status = a.termination.Status(c.exitCode)
	return answer(nil)
}

func (l *life) release(c call) string {
	if !l.owned(c.attempt) {
		return answer(executor.ErrFenced)
	}
	a := l.newest()
	a.open, a.held = false, c.long
	if c.failed {
		a.termination = executor.TerminationSandboxError
	}
	return answer(nil)
}

func (l *life) abandon() string {
	if l.deleted || l.status != executor.StatusRunning || l.newest().open && l.newest().held {
		return answer(executor.ErrFenced)
	}
	l.end(executor.TerminationLost)
	return answer(nil)
}

func (l *life) cancel() string {
	switch a := l.newest(); {
	case l.deleted:
		return answer(executor.ErrNotFound)
	case l.status.Terminal():
	case a != nil && a.open && a.held:
		l.asked = true
	default:
		l.end(executor.TerminationCancelled)
	}
	return string(l.status)
}

// end leaves an attempt that has ended as it is.
func (l *life) end(t executor.Termination) {
	if a := l.newest(); a == nil || !a.open {
		l.attempts = append(l.attempts, try{worker: none})
	}
	a := l.newest()
	a.open, a.termination = false, t
	l.status = executor.StatusFailed
}

func (l *life) delete() string {
	if l.deleted {
		return answer(executor.ErrNotFound)
	}
	unfinished := 0
	if !l.status.Terminal() {
		unfinished = 1
	}
	l.deleted = true
	return fmt.Sprintf("%d unfinished", unfinished)
}

func (m model) disown(worker int) string {
	for _, l := range m {
		if a := l.newest(); a != nil && a.open && a.worker == worker {
			a.held = false
		}
	}
	return answer(nil)
}

func (l *life) newest() *try {
	if len(l.attempts) == 0 {
		return nil
	}
	return &l.attempts[len(l.attempts)-1]
}

func (l *life) held() bool {
	a := l.newest()
	return a != nil && a.held
}

// owned is the fence.
func (l *life) owned(attempt int) bool {
	return !l.deleted && l.status == executor.StatusRunning && attempt == len(l.attempts) && l.newest().open
}

// failures counts an open attempt too: it matters only once that has expired.
func (l *life) failures() (count int) {
	for _, a := range l.attempts {
		if a.open || a.termination == executor.TerminationLost || a.termination == executor.TerminationSandboxError {
			count++
		}
	}
	return count
}
