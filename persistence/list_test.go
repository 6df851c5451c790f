package persistence

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// ended stores an execution that has ended in this way.
func ended(t *testing.T, s *Store, how executor.Termination) uuid.UUID {
	t.Helper()
	a := claimOnce(t, s)
	err := s.Finish(t.Context(), a, executor.Result{Termination: how, ExitCode: 1, Error: "why", CPUTime: -1, PeakMemoryBytes: -1})
	if err != nil {
		t.Fatalf("Finish: %v", err)
	}
	return a.ExecutionID
}

func wantList(t *testing.T, s *Store, failures bool, before uuid.UUID, limit int, want ...uuid.UUID) {
	t.Helper()
	list, err := s.List(t.Context(), failures, before, limit)
	var got []uuid.UUID
	for _, e := range list {
		got = append(got, e.ID)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("List(%t, %v, %d): got %v and error %v, want %v", failures, before, limit, got, err, want)
	}
}

// The platform's failures are those that are over, and not the programs'.
func TestListTellsThePlatformsFailuresFromPrograms(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		lost := ended(t, s, executor.TerminationLost)
		exited := ended(t, s, executor.TerminationExited)
		broken := ended(t, s, executor.TerminationSandboxError)
		again := claimOnce(t, s) // it will be tried again
		if err := s.Release(t.Context(), again, executor.Release{Failed: true, Reason: "why"}); err != nil {
			t.Fatalf("Release: %v", err)
		}
		queued := newExecution(t, s)

		wantList(t, s, true, uuid.Nil, 10, broken, lost)
		wantList(t, s, true, uuid.Nil, 1, broken)
		wantList(t, s, true, broken, 10, lost)
		wantList(t, s, false, uuid.Nil, 10, queued, again.ExecutionID, broken, exited, lost)
		list, err := s.List(t.Context(), true, uuid.Nil, 1)
		if err != nil || list[0].Attempt == nil || list[0].Attempt.Error != "why" || list[0].Attempt.FinishedAt == nil {
			t.Errorf("List: got %+v and error %v, want the attempt with its error", list, err)
		}
	})
}

// An execution that has ended is run again as another; one that has not is not.
func TestRequeueCopiesWhatHasEnded(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		id, again := ended(t, s, executor.TerminationLost), newID(t)
		if err := s.Requeue(t.Context(), id, again); err != nil {
			t.Fatalf("Requeue: %v", err)
		}
		old, err := s.Execution(t.Context(), id)
		if err != nil || old.Status != executor.StatusFailed {
			t.Errorf("the old one: got %+v and error %v, want it as it was", old, err)
		}
		job, err := s.Claim(t.Context(), claimOf(again))
		if err != nil || job.SessionID != old.SessionID || job.Code != old.Code || job.Language != old.Language || string(job.Stdin) != "in" || !job.Interactive {
			t.Errorf("Claim of the new one: got %+v and error %v, want what the old one ran", job, err)
		}
		for name, c := range map[string]struct {
			id   uuid.UUID
			want error
		}{
			"unknown": {newID(t), executor.ErrNotFound},
			"queued":  {newExecution(t, s), executor.ErrNotEnded},
			"running": {again, executor.ErrNotEnded},
		} {
			if err := s.Requeue(t.Context(), c.id, newID(t)); !errors.Is(err, c.want) {
				t.Errorf("Requeue of %s: got error %v, want %v", name, err, c.want)
			}
		}
		wantRows(t, s, map[string]int{"executions": 3})
	})
}

// What a deleted session still holds is not run again: to clients it is gone, and so
// would be the new one.
func TestRequeueSparesDeletedSessions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session := fillSession(t, s, 2*deleteBatch)
		if _, err := s.DeleteSession(t.Context(), session); err != nil {
			t.Fatalf("DeleteSession: %v", err)
		}
		left, err := s.List(t.Context(), false, uuid.Nil, 1)
		if err != nil || len(left) != 1 || !left[0].Status.Terminal() {
			t.Fatalf("List: %+v and error %v, want one that has ended", left, err)
		}
		if err := s.Requeue(t.Context(), left[0].ID, newID(t)); !errors.Is(err, executor.ErrSessionDeleted) {
			t.Errorf("Requeue: got error %v, want %v", err, executor.ErrSessionDeleted)
		}
		if due, err := s.Due(t.Context(), 0, 10); err != nil || len(due) != 0 {
			t.Errorf("Due: %v and error %v, want none", due, err)
		}
	})
}

// An operator may have run again what there is no room for.
func TestRequeueKnowsNoBounds(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		cfg.Bounds = Bounds{Queued: 1, ActivePerSession: 1}
		s := openMigrated(t, cfg)
		id := ended(t, s, executor.TerminationLost)
		for range 2 {
			if err := s.Requeue(t.Context(), id, newID(t)); err != nil {
				t.Errorf("Requeue: %v", err)
			}
		}
	})
}
