package migrations

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// sqlStateError is a refusal of Postgres.
type sqlStateError string

func (s sqlStateError) Error() string    { return "refused" }
func (s sqlStateError) SQLState() string { return string(s) }

// TestGivingWay: only where a lock was waited for in vain is a migration tried
// again, and not for ever.
func TestGivingWay(t *testing.T) {
	t.Parallel()
	held := fmt.Errorf("goose: %w", sqlStateError("55P03"))
	for name, tc := range map[string]struct {
		answers []error // of each try; the last one of all that follow
		leaves  time.Duration
		want    error
		took    time.Duration
	}{
		"nobody in the way":       {answers: []error{nil}},
		"somebody in the way":     {answers: []error{held, held, nil}, took: 2*lockPause + 2*lockWait},
		"somebody for ever":       {answers: []error{held}, want: ErrTablesHeld, took: lockPatience - lockPause},
		"another refusal":         {answers: []error{held, sqlStateError("42P01")}, want: sqlStateError("42P01"), took: lockPause + lockWait},
		"whoever wants it leaves": {answers: []error{held}, leaves: 4 * time.Second, want: context.DeadlineExceeded, took: 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tc.leaves > 0 {
					leaving, cancel := context.WithTimeout(ctx, tc.leaves)
					defer cancel()
					ctx = leaving
				}
				began, tries := time.Now(), 0
				err := givingWay(ctx, func() error {
					answer := tc.answers[min(tries, len(tc.answers)-1)]
					tries++
					if lockNotAvailable(answer) {
						<-time.After(lockWait)
					}
					return answer
				})
				if !errors.Is(err, tc.want) || time.Since(began) != tc.took {
					t.Errorf("%v after %v and %d tries, want %v after %v", err, time.Since(began), tries, tc.want, tc.took)
				}
			})
		})
	}
}
