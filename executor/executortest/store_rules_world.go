package executortest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// world is a few executions in a Store, each in a session of its own, and the
// workers that may run them.
type world struct {
	storeTest
	sessions, executions [executionsPerWorld]uuid.UUID
	workers              [workersPerWorld]string

	mu     sync.Mutex
	claims map[made]time.Time
}

// made is an attempt that was made.
type made struct {
	execution uuid.UUID
	number    int
}

const executionsPerWorld, workersPerWorld = 2, 2

func (s storeTest) newWorld() *world {
	w := &world{storeTest: s, claims: map[made]time.Time{}}
	for i := range w.executions {
		w.sessions[i] = s.session()
		w.executions[i] = s.queuedIn(w.sessions[i], executor.Input{})
	}
	for i := range w.workers {
		w.workers[i] = fmt.Sprintf("worker-%d-%s", i, w.sessions[0])
	}
	return w
}

// do makes the call and returns the answer.
func (w *world) do(c call) string {
	ctx, id := w.Context(), w.executions[c.execution]
	attempt := w.attempt(id, c.attempt)
	switch c.method {
	case "Claim":
		job, err := w.claim(id, w.workers[c.worker], c.lasts())
		if err != nil {
			return answer(err)
		}
		w.note(job.Attempt)
		return fmt.Sprintf("attempt %d after %d failures", job.Attempt.Number, job.Failures)
	case "Finish":
		return answer(w.Finish(ctx, attempt, exited(c.exitCode)))
	case "Release":
		return answer(w.Release(ctx, attempt, executor.Release{Failed: c.failed, Pause: c.lasts()}))
	case "Abandon":
		return answer(w.Abandon(ctx, id, executor.TerminationLost))
	case "Cancel":
		return answerOr(w.Cancel(ctx, id))
	case "Cancelled":
		return answerOr(w.Cancelled(ctx, id))
	case "DeleteSession":
		unfinished, err := w.DeleteSession(ctx, w.sessions[c.execution])
		return answerOr(fmt.Sprintf("%d unfinished", len(unfinished)), err)
	default: // their number is not told: another call may be opening one
		_, err := w.Disown(ctx, w.workers[c.worker])
		return answer(err)
	}
}

// note notes that an attempt was made.
func (w *world) note(a executor.AttemptID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.claims[made{a.ExecutionID, a.Number}] = a.ClaimedAt
}

// attempt names an attempt that was made, or none.
func (w *world) attempt(id uuid.UUID, number int) executor.AttemptID {
	w.mu.Lock()
	defer w.mu.Unlock()
	return executor.AttemptID{ExecutionID: id, Number: number, ClaimedAt: w.claims[made{id, number}]}
}

// answerOr is v without an error.
func answerOr[V any](v V, err error) string {
	if err != nil {
		return answer(err)
	}
	return fmt.Sprint(v)
}

// seen is what is seen of each execution.
func (w *world) seen() map[int]view {
	const all = 100_000
	due, err := w.Due(w.Context(), 0, all)
	if err != nil {
		w.Fatalf("Due: %v", err)
	}
	views := map[int]view{}
	for i, id := range w.executions {
		v := w.look(id)
		if d := slices.IndexFunc(due, func(d executor.Due) bool { return d.ExecutionID == id }); d >= 0 {
			v.due = due[d]
			v.due.ExecutionID = uuid.Nil
		}
		views[i] = v
	}
	return views
}

func (w *world) look(id uuid.UUID) view {
	e, err := w.Execution(w.Context(), id)
	if answer(err) == answer(executor.ErrNotFound) {
		return view{}
	}
	if err != nil {
		w.Fatalf("Execution: %v", err)
	}
	v := view{status: e.Status, found: true, newest: try{worker: none}}
	if a := e.Attempt; a != nil {
		v.attempts = a.Number
		v.newest = try{worker: slices.Index(w.workers[:], a.WorkerID), open: a.FinishedAt == nil, termination: a.Termination}
		if a.ExitCode != nil {
			v.newest.exitCode = *a.ExitCode
		}
	}
	return v
}
