package persistence

import (
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestWaitingIsQuick: whose turn it is takes no longer because one session has ten
// thousand that wait, and is told at once for hundreds of sessions.
func TestWaitingIsQuick(t *testing.T) { // not parallel: it measures
	for name, config := range databases {
		t.Run(name, func(t *testing.T) {
			s := openMigrated(t, config(t))
			queue := func(sessions, each int) {
				for range sessions {
					session := newSession(t, s)
					if _, err := s.write.Exec(s.dialect.text(crowd[0]), session, each); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := s.write.Exec(`UPDATE executions SET status = 'QUEUED' WHERE status <> 'QUEUED'`); err != nil {
					t.Fatal(err)
				}
			}
			look := func(want int) time.Duration {
				best := time.Hour
				for range 20 {
					began := time.Now()
					list, err := s.Waiting(t.Context(), uuid.Nil, 256)
					best = min(best, time.Since(began))
					if err != nil || len(list) != want {
						t.Fatalf("Waiting() = %d, %v, want %d", len(list), err, want)
					}
				}
				return best
			}
			queue(1, 1)
			one := look(1)
			queue(1, 10_000)
			many := look(2)
			queue(400, 1)
			wide := look(256)
			t.Logf("one session: %v; with ten thousand executions: %v; 256 of 402 sessions: %v", one, many, wide)
			if many > 5*one+time.Millisecond {
				t.Errorf("it takes %v with ten thousand that wait, and %v with one", many, one)
			}
			if wide > 50*one {
				t.Errorf("it takes %v to look at 256 sessions, and %v at one", wide, one)
			}
		})
	}
}
