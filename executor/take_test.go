package executor_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// submitIn stores an execution in a session, which is made if it is new.
func (s *scene) submitIn(session executor.Session) uuid.UUID { return s.submitFor("", session) }

// submitFor does so for a client.
func (s *scene) submitFor(client string, session executor.Session) uuid.UUID {
	s.t.Helper()
	session.Status = executor.SessionActive
	if _, err := s.store.Session(s.t.Context(), session.ID); err != nil {
		if err := s.store.CreateSession(s.t.Context(), session); err != nil {
			s.t.Fatal(err)
		}
	}
	e := executor.Execution{ID: uuid.Must(uuid.NewV7()), SessionID: session.ID, Client: client, Code: "x", Language: "python"}
	if err := s.store.CreateExecution(s.t.Context(), e, executor.Input{}); err != nil {
		s.t.Fatal(err)
	}
	return e.ID
}

// hint is a task that has waited for some time.
func hint(id uuid.UUID, waited time.Duration) executor.Task {
	t := executor.Task{ExecutionID: id, Attempt: 1}
	t.Timeline[executor.StageQueued] = time.Now().Add(-waited)
	return t
}

// record plays programs that end at once, and notes their order.
func (s *scene) record() (ran *[]uuid.UUID) {
	ran = new([]uuid.UUID)
	s.play = func(_ context.Context, job executor.Job) (executor.Result, error) {
		*ran = append(*ran, job.Attempt.ExecutionID)
		return exited(0), nil
	}
	return ran
}

// TestManyOfOneDoNotDelayAnother: who comes with one program behind a thousand of
// another's, in one session, or in many of one key or one client, is next; and no
// task is needed beyond one for each.
func TestManyOfOneDoNotDelayAnother(t *testing.T) {
	t.Parallel()
	one := newSession("")
	for name, c := range map[string]struct {
		client, other string
		session       func() executor.Session
	}{
		"one session":        {session: func() executor.Session { return one }},
		"sessions of one":    {session: func() executor.Session { return newSession("greedy") }},
		"sessions of client": {client: "greedy", other: "modest", session: func() executor.Session { return newSession("") }},
		"one for two":        {client: "greedy", other: "modest", session: func() executor.Session { return one }},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t)
			ran := s.record()
			const many = 1000
			var all []uuid.UUID
			for range many {
				all = append(all, s.submitFor(c.client, c.session()))
			}
			last := newSession("")
			if name == "one for two" {
				last = one
			}
			single := s.submitFor(c.other, last)
			all = append(all, single)
			w := s.worker("w")
			for _, id := range all {
				if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil {
					t.Fatalf("%s: Handle() = %v", name, err)
				}
			}
			if place := slices.Index(*ran, single); place < 0 || place > 5 {
				t.Errorf("%s: the single program was run in place %d, want one of the first", name, place)
			}
			if len(*ran) != len(all) {
				t.Errorf("%s: %d of %d were run", name, len(*ran), len(all))
			}
		})
	}
}

func newSession(owner string) executor.Session {
	return executor.Session{ID: uuid.Must(uuid.NewV7()), Owner: owner}
}

// TestTurns: those who wait take turns, and who has nothing running comes first.
func TestTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		sessions := []executor.Session{newSession(""), newSession(""), newSession("")}
		owner := map[uuid.UUID]int{}
		for i, session := range sessions {
			for range 4 {
				owner[s.submitIn(session)] = i
			}
		}
		// The first has something running already, on another worker.
		busy := s.submitIn(sessions[0])
		if _, err := s.store.Claim(t.Context(), executor.Claim{ExecutionID: busy, WorkerID: "other", Lease: time.Hour, MaxFailures: 3}); err != nil {
			t.Fatal(err)
		}
		w := s.worker("w")
		for id := range owner {
			if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		var order []int
		for _, id := range *ran {
			order = append(order, owner[id])
		}
		if want := []int{1, 2, 1, 2, 1, 2, 1, 2, 0, 0, 0, 0}; !slices.Equal(order, want) {
			t.Errorf("the sessions were served in the order %v, want %v", order, want)
		}
	})
}

// TestSessionsTakeTurns: of a client's sessions each has its turn.
func TestSessionsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		sessions := []executor.Session{newSession(""), newSession(""), newSession("")}
		in := map[uuid.UUID]int{}
		for i, session := range sessions {
			for range 4 - i {
				in[s.submitFor("ada", session)] = i
			}
		}
		w := s.worker("w")
		for id := range in {
			if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		var order []int
		for _, id := range *ran {
			order = append(order, in[id])
		}
		if want := []int{2, 1, 0, 2, 1, 0, 1, 0, 0}; !slices.Equal(order, want) {
			t.Errorf("the sessions were served in the order %v, want %v", order, want)
		}
	})
}

// TestNewSessionsDoNotHoldUpOldOnes: however many a client makes.
func TestNewSessionsDoNotHoldUpOldOnes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		w, old := s.worker("w"), s.submitFor("ada", newSession(""))
		for range 5 {
			s.submitFor("ada", newSession(""))
		}
		for range 7 { // those, and the one that was there when the round began
			id := s.submitFor("ada", newSession(""))
			if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Contains(*ran, old) {
			t.Errorf("after %d runs the oldest session has not had its turn", len(*ran))
		}
	})
}

// TestPromptTasksAreTakenAsTheyCome: without anybody waiting there is nothing to
// be fair about, and nothing to ask.
func TestPromptTasksAreTakenAsTheyCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		session := newSession("")
		s.submitIn(session)
		own := s.submitIn(session)
		if err := s.worker("w").Handle(t.Context(), hint(own, 10*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(*ran, []uuid.UUID{own}) {
			t.Errorf("%v was run, want %v, for which the task came at once", *ran, own)
		}
	})
}

// TestTasksOfTheFuture: the clock of whoever queued it may be ahead.
func TestTasksOfTheFuture(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		id := s.submit()
		if err := s.worker("w").Handle(t.Context(), hint(id, -time.Hour)); err != nil || len(*ran) != 1 {
			t.Errorf("Handle() = %v, and %d programs were run, want one", err, len(*ran))
		}
	})
}

// TestTasksOfOthersAreNotLost: a task whose execution was claimed already, in
// another's place, does for that one.
func TestTasksOfOthersAreNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		ended, waits := s.submit(), s.submit()
		job, err := s.store.Claim(t.Context(), executor.Claim{ExecutionID: ended, WorkerID: "other", Lease: time.Hour, MaxFailures: 3})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.store.Finish(t.Context(), job.Attempt, exited(0)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.worker("w").Handle(t.Context(), hint(ended, 0)); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(*ran, []uuid.UUID{waits}) {
			t.Errorf("%v was run, want %v alone, once", *ran, waits)
		}
	})
}

// TestRetriesAreTakenThemselves: what is RUNNING does not wait in any session.
func TestRetriesAreTakenThemselves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		s.submit()
		retry := s.submit()
		if _, err := s.store.Claim(t.Context(), executor.Claim{ExecutionID: retry, WorkerID: "dead", Lease: 0, MaxFailures: 3}); err != nil {
			t.Fatal(err)
		}
		task := hint(retry, time.Minute)
		task.Attempt = 2
		if err := s.worker("w").Handle(t.Context(), task); err != nil || !slices.Equal(*ran, []uuid.UUID{retry}) {
			t.Errorf("Handle() = %v, and %v was run, want %v", err, *ran, retry)
		}
	})
}

// TestWhatLostItsWorkerIsNext: it has had its turn, and nobody need come to its
// own task, which is behind those of all that wait.
func TestWhatLostItsWorkerIsNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		waits := s.submitFor("greedy", newSession(""))
		lost := s.submitFor("modest", newSession(""))
		if _, err := s.store.Claim(t.Context(), executor.Claim{ExecutionID: lost, WorkerID: "dead", Lease: 0, MaxFailures: 3}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.worker("w").Handle(t.Context(), hint(waits, time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if want := []uuid.UUID{lost, waits}; !slices.Equal(*ran, want) {
			t.Errorf("%v were run, want %v", *ran, want)
		}
	})
}

// TestNewClientsDoNotHoldUpOldOnes: however many come after one another.
func TestNewClientsDoNotHoldUpOldOnes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		w, session := s.worker("w"), newSession("")
		old := []uuid.UUID{s.submitFor("old", session), s.submitFor("old", session), s.submitFor("old", session)}
		for range 8 {
			s.submitFor(uuid.NewString(), newSession(""))
			id := s.submitFor(uuid.NewString(), newSession(""))
			if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Contains(*ran, old[1]) {
			t.Errorf("of %d runs none was the second of who was there first", len(*ran))
		}
	})
}

// TestManyClientsTakeTurns: more than are looked at at a time.
func TestManyClientsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		w, of := s.worker("w"), map[uuid.UUID]string{}
		const clients, turns = 257, 257 + 8 // the last of a window may have to wait for the next
		for range clients {
			client, session := uuid.NewString(), newSession("")
			for range 3 {
				of[s.submitFor(client, session)] = client
			}
		}
		for id := range of {
			if len(*ran) == turns {
				break
			}
			if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		served := map[string]int{}
		for _, id := range *ran {
			served[of[id]]++
		}
		if len(served) != clients {
			t.Errorf("%d runs served %d of %d clients, want each", len(*ran), len(served), clients)
		}
	})
}

// blind is a store that has lost what it knows of who waits, and not the rows.
type blind struct{ executor.Store }

func (blind) Waiting(context.Context, string, int) ([]executor.Waiting, error) { return nil, nil }

// TestTheRowIsTheTruth: a task runs its own execution where nobody is known to wait.
func TestTheRowIsTheTruth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		ran := s.record()
		id := s.submit()
		w := executor.NewWorker(executor.WorkerConfig{
			ID: "w", Store: blind{s.store}, Sandbox: s, Publisher: &s.events, Cancellations: &s.cancellations,
		})
		if err := w.Handle(t.Context(), hint(id, time.Minute)); err != nil || !slices.Equal(*ran, []uuid.UUID{id}) {
			t.Errorf("Handle() = %v, and %v was run, want %v", err, *ran, id)
		}
	})
}

// fickle is a store in which another worker is always faster.
type fickle struct{ executor.Store }

func (fickle) Claim(context.Context, executor.Claim) (executor.Job, error) {
	return executor.Job{}, executor.ErrNotClaimable
}

// TestLookingEnds: whatever the store says.
func TestLookingEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		id := s.submit()
		w := executor.NewWorker(executor.WorkerConfig{
			ID: "w", Store: fickle{s.store}, Sandbox: s, Publisher: &s.events, Cancellations: &s.cancellations,
		})
		if err := w.Handle(t.Context(), hint(id, time.Minute)); errors.Is(err, executor.ErrNotClaimable) || err != nil {
			t.Errorf("Handle() = %v, want nil", err)
		}
	})
}
