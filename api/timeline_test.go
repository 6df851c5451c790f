package api

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// endAfter ends the execution with the timeline from accepted to saved, and
// says so a millisecond later.
func (f *fixture) endAfter(t *testing.T, d time.Duration, id uuid.UUID, accepted time.Time) {
	time.AfterFunc(d, func() {
		f.store.update(id, func(e *executor.Execution) {
			e.Status = executor.StatusCompleted
			e.Attempt = &executor.Attempt{Number: 1, Timeline: executor.Timeline{
				executor.StageAccepted: accepted, executor.StageSaved: time.Now(),
			}}
		})
		<-time.After(time.Millisecond)
		f.watcher.Publish(t.Context(), executor.Event{ExecutionID: id, Status: executor.StatusCompleted})
	})
}

// timelineOf is the timeline in an answer.
func timelineOf(rec map[string]any) map[string]any {
	t, _ := rec["timeline"].(map[string]any)
	return t
}

// TestAnsweredIsToldToThoseWhoWaited: it says when this answer was made, and is
// not kept.
func TestAnsweredIsToldToThoseWhoWaited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		path := "/api/executions/" + id.String()
		accepted := time.Now().Add(-time.Second)
		f.endAfter(t, 500*time.Millisecond, id, accepted)
		for _, c := range []struct {
			query string
			saw   bool
		}{{"", false}, {"?wait=0.1", false}, {"?wait=30", true}, {"?wait=30", false}, {"", false}} {
			got := timelineOf(decode[map[string]any](t, f.do(t, "GET", path+c.query, ""), 200))
			if answered, ok := got["answered"].(float64); ok != c.saw || (ok && answered != 1501) {
				t.Errorf("GET %q: timeline %v, want answered at 1501 to be there: %v", c.query, got, c.saw)
			}
			if c.saw && got["saved"] != 1500.0 {
				t.Errorf("GET %q: timeline %v, want saved at 1500", c.query, got)
			}
		}
	})
}

// TestAnsweredAtTheEndOfTheWait: the last look may find the end whose news was
// lost.
func TestAnsweredAtTheEndOfTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		accepted := time.Now()
		time.AfterFunc(400*time.Millisecond, func() {
			f.store.update(id, func(e *executor.Execution) {
				e.Status = executor.StatusFailed
				e.Attempt = &executor.Attempt{Timeline: executor.Timeline{executor.StageAccepted: accepted}}
			})
		})
		got := timelineOf(decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=0.5", ""), 200))
		if got["answered"] != 500.0 {
			t.Errorf("timeline %v, want answered at 500", got)
		}
	})
}

// TestRunBeginsTheTimeline: the queue learns when the run was accepted and
// stored, and the client that waits when it was answered.
func TestRunBeginsTheTimeline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		path := f.runPath(t, "?wait=30")
		const stores = 20 * time.Millisecond
		f.store.failWith(func(_ context.Context, method string) error {
			if method == "CreateExecution" {
				<-time.After(stores)
			}
			return nil
		})
		accepted := time.Now()
		f.queue.work = func(_ context.Context, id uuid.UUID) error {
			f.endAfter(t, 300*time.Millisecond, id, accepted)
			return nil
		}
		rec := decode[map[string]any](t, f.do(t, "POST", path, goodRun), 200)
		if got := timelineOf(rec); got["accepted"] != 0.0 || got["answered"] != 321.0 {
			t.Errorf("timeline %v, want accepted at 0, answered at 321", got)
		}
		want := executor.Timeline{executor.StageAccepted: accepted, executor.StageStored: accepted.Add(stores)}
		if f.queue.last != want {
			t.Errorf("the queue was told %v, want %v", f.queue.last, want)
		}
	})
}

// TestNoTimelineIsNotAnswered: where nobody kept one, there is no object with
// one stage in it.
func TestNoTimelineIsNotAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		id := f.execution(t, nil)
		time.AfterFunc(time.Second, func() { f.finish(t.Context(), id, "") })
		rec := decode[map[string]any](t, f.do(t, "GET", "/api/executions/"+id.String()+"?wait=30", ""), 200)
		if timeline, ok := rec["timeline"]; ok {
			t.Errorf("timeline %v of an execution without, want no field", timeline)
		}
	})
}
