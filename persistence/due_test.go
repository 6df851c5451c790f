package persistence

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestDueAsksForEachOnce: what has lost its worker and what waits are asked for
// apart, the first of them first, and not what a worker has.
func TestDueAsksForEachOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		waits, lost := newExecution(t, s), newExecution(t, s)
		claim := claimOf(lost)
		claim.Lease = -time.Second
		if _, err := s.Claim(t.Context(), claim); err != nil {
			t.Fatalf("Claim: %v", err)
		}
		claimOnce(t, s)
		for statement, c := range map[*statement]struct {
			args []any
			want uuid.UUID
		}{&selectDue: {[]any{0, 10}, waits}, &selectDueAgain: {[]any{10}, lost}} {
			var rows []dueRow
			err := s.read.SelectContext(t.Context(), &rows, s.dialect.text(*statement), c.args...)
			if err != nil || len(rows) != 1 || rows[0].ID != c.want {
				t.Errorf("%s\ngives %v, %v, want %v alone", s.dialect.text(*statement), rows, err, c.want)
			}
		}
		list, err := s.Due(t.Context(), 0, 10)
		var ids []uuid.UUID
		for _, d := range list {
			ids = append(ids, d.ExecutionID)
		}
		if want := []uuid.UUID{lost, waits}; err != nil || !slices.Equal(ids, want) {
			t.Errorf("Due() = %v, %v, want %v", ids, err, want)
		}
	})
}
