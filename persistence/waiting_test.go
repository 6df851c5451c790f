package persistence

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestWaitingIsQuick: whose turn it is takes no longer because one client has
// thousands that wait, in one session or in as many, and is told at once for
// hundreds of clients.
func TestWaitingIsQuick(t *testing.T) { // not parallel: it measures
	for name, config := range databases {
		t.Run(name, func(t *testing.T) {
			s := openMigrated(t, config(t))
			thousands := 10_000
			if s.dialect.driver == sqlite.driver {
				thousands /= 5 // it takes its time under the race detector
			}
			clients := 0
			crowded := filler(t, s, crowd[0])
			waits := filler(t, s, portable(`UPDATE executions SET status = 'QUEUED' WHERE session_id = ?`))
			isNew := filler(t, s, portable(`INSERT INTO execution_clients (execution_id, client, session_id)
				SELECT id, 'new', session_id FROM executions WHERE session_id = ?
				ON CONFLICT (execution_id) DO UPDATE SET client = 'new'`))
			named := filler(t, s, portable(`UPDATE execution_clients SET client = ? WHERE client = 'new'`))
			queue := func(sessions, each int) { // of one more client
				clients++
				for range sessions {
					session := newSession(t, s)
					crowded(session, each)
					waits(session)
					isNew(session)
				}
				named(strconv.Itoa(clients))
			}
			look := func(want int) time.Duration {
				best := time.Hour
				for range 20 {
					began := time.Now()
					list, err := s.Waiting(t.Context(), "", 256)
					if err != nil || len(list) != want {
						t.Fatalf("Waiting() = %d, %v, want %d", len(list), err, want)
					}
					ids, err := s.WaitingOf(t.Context(), strconv.Itoa(min(want, 3)), uuid.Max, 16)
					best = min(best, time.Since(began))
					if err != nil || len(ids) == 0 {
						t.Fatalf("WaitingOf() = %d, %v, want some", len(ids), err)
					}
				}
				return best
			}
			queue(20, 1)
			one := look(1)
			queue(1, thousands)
			many := look(2)
			queue(thousands/5, 1)
			sessions := look(3)
			for range 300 {
				queue(1, 1)
			}
			wide := look(256)
			t.Logf("one client: %v; another with %d executions: %v; another with %d sessions: %v; 256 of 303 clients: %v",
				one, thousands, many, thousands/5, sessions, wide)
			if max(many, sessions) > 5*one+time.Millisecond {
				t.Errorf("it takes %v and %v where one client has thousands that wait, and %v where none does", many, sessions, one)
			}
			if wide > 50*one {
				t.Errorf("it takes %v to look at 256 clients, and %v at one", wide, one)
			}
		})
	}
}

// filler returns what executes the statement, which is prepared once.
func filler(t *testing.T, s *Store, text statement) (fill func(args ...any)) {
	t.Helper()
	made, err := s.write.Prepare(s.dialect.text(text))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return func(args ...any) {
		t.Helper()
		if _, err := made.Exec(args...); err != nil {
			t.Fatal(err)
		}
	}
}
