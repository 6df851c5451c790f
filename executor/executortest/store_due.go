package executortest

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var dueTests = map[string]func(storeTest){
	"DueListsWhatMayBeWithoutATask": dueKinds,
	"DueIsOldestFirstAndBounded":    dueOrder,
	"DueWaitsForTheGrace":           dueGrace,
	"DueCountsAttemptsAndFailures":  dueCounts,
	"LapsedListsWhatHasNoWorker":    lapsedKinds,
}

func dueKinds(s storeTest) {
	queued := s.queued()
	s.claimed(longLease)
	lapsed := s.claimed(expired).Attempt.ExecutionID
	released := s.claimed(longLease)
	s.wantError("Release", s.Release(s.Context(), released.Attempt, executor.Release{}), nil)
	paused := s.claimed(longLease)
	s.wantError("Release", s.Release(s.Context(), paused.Attempt, executor.Release{Pause: time.Hour}), nil)
	finished := s.claimed(expired)
	s.wantError("Finish", s.Finish(s.Context(), finished.Attempt, exited(0)), nil)

	want := []executor.Due{
		{ExecutionID: lapsed, Status: executor.StatusRunning, Attempts: 1, Failures: 1},
		{ExecutionID: released.Attempt.ExecutionID, Status: executor.StatusRunning, Attempts: 1},
		{ExecutionID: queued, Status: executor.StatusQueued},
	}
	if got := s.due(0); !slices.Equal(got, want) {
		s.Errorf("Due: got %+v, want %+v", got, want)
	}
}

func dueOrder(s storeTest) {
	var oldestFirst []uuid.UUID
	for range 5 {
		oldestFirst = append(oldestFirst, s.queued())
	}
	for _, limit := range []int{1, 3, 5, 100} {
		due, err := s.Due(s.Context(), 0, limit)
		s.wantError("Due", err, nil)
		var got []uuid.UUID
		for _, d := range due {
			got = append(got, d.ExecutionID)
		}
		if want := oldestFirst[:min(limit, 5)]; !slices.Equal(got, want) {
			s.Errorf("Due with limit %d: got %v, want %v", limit, got, want)
		}
	}
	lapsed := s.claimed(expired).Attempt.ExecutionID
	if due, err := s.Due(s.Context(), 0, 1); err != nil || len(due) != 1 || due[0].ExecutionID != lapsed {
		s.Errorf("Due with limit 1: got %v and error %v, want %s, which has lost its worker, before all that wait", due, err, lapsed)
	}
}

// lapsedKinds: what a worker may make another attempt at.
func lapsedKinds(s storeTest) {
	s.queued()
	s.claimed(longLease)
	lost := s.claimed(expired).Attempt.ExecutionID
	released := s.claimed(longLease)
	s.wantError("Release", s.Release(s.Context(), released.Attempt, executor.Release{}), nil)
	paused := s.claimed(longLease)
	s.wantError("Release", s.Release(s.Context(), paused.Attempt, executor.Release{Pause: time.Hour}), nil)
	cancelled := s.claimed(longLease)
	_, err := s.Cancel(s.Context(), cancelled.Attempt.ExecutionID)
	s.wantError("Cancel", err, nil)
	s.wantError("Release", s.Release(s.Context(), cancelled.Attempt, executor.Release{}), nil)
	finished := s.claimed(expired)
	s.wantError("Finish", s.Finish(s.Context(), finished.Attempt, exited(0)), nil)

	all := []uuid.UUID{lost, released.Attempt.ExecutionID, paused.Attempt.ExecutionID}
	s.wantLapsed("another worker", 10, all...)
	s.wantLapsed("another worker", 2, all[:2]...)
	s.wantLapsed("worker-1", 10, all[:2]...) // the pause is for this one
}

func (s storeTest) wantLapsed(worker string, limit int, want ...uuid.UUID) {
	s.Helper()
	if got, err := s.Lapsed(s.Context(), worker, limit); err != nil || !slices.Equal(got, want) {
		s.Errorf("Lapsed(%s, %d): got %v and error %v, want %v", worker, limit, got, err, want)
	}
}

func dueGrace(s storeTest) {
	lapsed := s.claimed(expired).Attempt.ExecutionID
	id := s.queued()
	got := s.due(time.Hour)
	if len(got) != 1 || got[0].ExecutionID != lapsed {
		s.Errorf("Due with a grace of 1h: got %+v, want only the lapsed execution %s", got, lapsed)
	}
	eventually(s, "Due with a grace of 100ms", func() (any, bool) {
		due := s.due(100 * time.Millisecond)
		return due, len(due) == 2 && due[1].ExecutionID == id
	})
}

func dueCounts(s storeTest) {
	id := s.queued()
	for _, failed := range []bool{true, false} {
		job := s.mustClaim(id, "worker", longLease)
		err := s.Release(s.Context(), job.Attempt, executor.Release{Failed: failed})
		s.wantError("Release", err, nil)
	}
	s.mustClaim(id, "worker", expired)
	want := executor.Due{ExecutionID: id, Status: executor.StatusRunning, Attempts: 3, Failures: 2}
	if got := s.due(0); len(got) != 1 || got[0] != want {
		s.Errorf("Due: got %+v, want only %+v", got, want)
	}
}

// due lists all that is due.
func (s storeTest) due(grace time.Duration) []executor.Due {
	s.Helper()
	due, err := s.Due(s.Context(), grace, 100)
	if err != nil {
		s.Fatalf("Due(%s, 100): %v", grace, err)
	}
	return due
}
