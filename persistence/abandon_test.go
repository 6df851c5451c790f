package persistence

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// TestAttemptsTellWhatBecameOfEach: an end that is written down when nobody runs an
// execution changes nothing of the attempts that have ended before.
func TestAttemptsTellWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		for name, end := range map[string]func(id uuid.UUID) error{
			"lost":      func(id uuid.UUID) error { return s.Abandon(t.Context(), id, executor.TerminationLost) },
			"cancelled": func(id uuid.UUID) error { _, err := s.Cancel(t.Context(), id); return err },
		} {
			for _, release := range []executor.Release{{Failed: true, Reason: "no container"}, {Reason: "drained", Pause: time.Hour}} {
				attempt := claimOnce(t, s)
				if err := s.Release(t.Context(), attempt, release); err != nil {
					t.Fatal(err)
				}
				before := attemptRows(t, s, attempt.ExecutionID)
				if err := end(attempt.ExecutionID); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				after := attemptRows(t, s, attempt.ExecutionID)
				if len(after) != 2 || !slices.Equal(before, after[:1]) || after[1] != "2 by nobody: "+name+" " {
					t.Errorf("the attempts were %q and are %q, want the same and one by nobody, %s", before, after, name)
				}
			}
		}
	})
}

// attemptRows tells of each attempt at an execution who made it and how it ended.
func attemptRows(t *testing.T, s *Store, id uuid.UUID) (list []string) {
	t.Helper()
	var rows []attemptRow
	err := s.read.SelectContext(t.Context(), &rows, s.dialect.text(portable(`
		SELECT attempt, worker_id, finished_at, termination, error FROM execution_attempts
		WHERE execution_id = ? ORDER BY attempt`)), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.FinishedAt == nil {
			t.Errorf("attempt %d is open", *r.Attempt)
		}
		by, at := "nobody", ""
		if *r.WorkerID != "" {
			by, at = *r.WorkerID, r.FinishedAt.String()
		}
		list = append(list, fmt.Sprintf("%d by %s: %s %s%s", *r.Attempt, by, orZero(r.Termination), *r.Error, at))
	}
	return list
}
