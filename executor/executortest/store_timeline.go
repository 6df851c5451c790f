package executortest

import (
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var timelineTests = map[string]func(storeTest){
	"FinishKeepsTheTimeline":            timelineKept,
	"TimelinesBelongToTheirAttempt":     timelineOfAttempt,
	"TheTimelineIsWrittenOnce":          timelineOnce,
	"NoTimelineWithoutAccepted":         timelineUnknown,
	"TheStrangestTimelineCostsNoResult": timelineExtremes,
}

// walked is a Timeline to the end of the program, a millisecond a stage.
func walked() (t executor.Timeline) {
	for stage := executor.StageAccepted; stage <= executor.StageExited; stage++ {
		t[stage] = time.Date(2026, 1, 2, 3, 4, 5, 678901000+int(stage)*int(time.Millisecond), time.UTC)
	}
	return t
}

// ended finishes a new attempt with the timeline.
func (s storeTest) ended(t executor.Timeline) executor.AttemptID {
	s.Helper()
	job, result := s.claimed(longLease), exited(0)
	result.Timeline = t
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, result), nil)
	return job.Attempt
}

// timelineKept: to the microsecond, with the time of writing, in all readings.
func timelineKept(s storeTest) {
	want := walked()
	finer := want
	for stage, at := range finer {
		if !at.IsZero() {
			finer[stage] = at.Add(999 * time.Nanosecond).Local()
		}
	}
	const silent = executor.StageFirstOutput // the program wrote nothing
	want[silent], finer[silent] = time.Time{}, time.Time{}
	before := time.Now().Truncate(time.Microsecond)
	e := s.execution(s.ended(finer).ExecutionID)
	got := e.Attempt.Timeline
	if saved := got[executor.StageSaved]; saved.Before(before) || saved.After(time.Now()) {
		s.Errorf("Timeline: saved at %v, want between the call of Finish, %v, and now", saved, before)
	}
	got[executor.StageSaved] = time.Time{}
	equal(s, "Execution: Timeline", got, want)
	list, err := s.Executions(s.Context(), e.SessionID, uuid.Nil, 1)
	if err != nil || len(list) != 1 {
		s.Fatalf("Executions: got %d and error %v, want 1", len(list), err)
	}
	equal(s, "Executions: Timeline", list[0].Attempt.Timeline, e.Attempt.Timeline)
}

// timelineOfAttempt: another attempt at the same execution begins without.
func timelineOfAttempt(s storeTest) {
	first := s.claimed(expired)
	id := first.Attempt.ExecutionID
	second := s.mustClaim(id, "worker-2", longLease)
	equal(s, "Timeline of an open attempt", s.execution(id).Attempt.Timeline, executor.Timeline{})
	result := exited(0)
	result.Timeline = walked()
	s.wantError("Finish by an old attempt", s.Finish(s.Context(), first.Attempt, result), executor.ErrFenced)
	equal(s, "Timeline after a fenced Finish", s.execution(id).Attempt.Timeline, executor.Timeline{})
	s.wantError("Finish", s.Finish(s.Context(), second.Attempt, result), nil)
	equal(s, "Timeline: exited", s.execution(id).Attempt.Timeline[executor.StageExited], result.Timeline[executor.StageExited])
}

func timelineOnce(s storeTest) {
	attempt := s.ended(walked())
	before := s.execution(attempt.ExecutionID).Attempt.Timeline
	s.wantError("second Finish", s.Finish(s.Context(), attempt, exited(1)), executor.ErrFenced)
	equal(s, "Timeline after the second Finish", s.execution(attempt.ExecutionID).Attempt.Timeline, before)
}

func timelineUnknown(s storeTest) {
	attempt := s.ended(executor.Timeline{executor.StageClaimed: time.Now()})
	equal(s, "Timeline without accepted", s.execution(attempt.ExecutionID).Attempt.Timeline, executor.Timeline{})
	id := s.claimed(expired).Attempt.ExecutionID
	s.wantError("Abandon", s.Abandon(s.Context(), id, executor.TerminationLost), nil)
	equal(s, "Timeline of a lost execution", s.execution(id).Attempt.Timeline, executor.Timeline{})
}

// timelineExtremes: whatever the queue brings, the result is kept.
func timelineExtremes(s storeTest) {
	for _, us := range []int64{-1 << 63, -1, 0, 1<<63 - 1} {
		t := walked()
		t[executor.StageAccepted] = time.UnixMicro(us).UTC()
		e := s.execution(s.ended(t).ExecutionID)
		equal(s, "Execution: Status", e.Status, executor.StatusCompleted)
		equal(s, "Timeline: accepted", e.Attempt.Timeline[executor.StageAccepted], t[executor.StageAccepted])
	}
}
