package persistence

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestWaitingIsQuick: whose turn it is takes no longer because one client has ten
// thousand that wait, in one session or in as many, and is told at once for
// hundreds of clients.
func TestWaitingIsQuick(t *testing.T) { // not parallel: it measures
	for name, config := range databases {
		t.Run(name, func(t *testing.T) {
			s := openMigrated(t, config(t))
			clients := 0
			queue := func(sessions, each int) { // of one more client
				clients++
				for range sessions {
					session := newSession(t, s)
					if _, err := s.write.Exec(s.dialect.text(crowd[0]), session, each); err != nil {
						t.Fatal(err)
					}
					for _, sql := range []statement{
						portable(`UPDATE executions SET status = 'QUEUED' WHERE session_id = ?`),
						portable(`INSERT INTO execution_clients (execution_id, client, session_id)
							SELECT id, 'new', session_id FROM executions WHERE session_id = ?
							ON CONFLICT (execution_id) DO UPDATE SET client = 'new'`),
					} {
						if _, err := s.write.Exec(s.dialect.text(sql), session); err != nil {
							t.Fatal(err)
						}
					}
				}
				if _, err := s.write.Exec(s.dialect.text(portable(`UPDATE execution_clients SET client = ? WHERE client = 'new'`)), strconv.Itoa(clients)); err != nil {
					t.Fatal(err)
				}
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
			queue(1, 10_000)
			many := look(2)
			queue(2000, 1)
			sessions := look(3)
			for range 400 {
				queue(1, 1)
			}
			wide := look(256)
			t.Logf("one client: %v; another with ten thousand executions: %v; another with two thousand sessions: %v; 256 of 403 clients: %v",
				one, many, sessions, wide)
			if max(many, sessions) > 5*one+time.Millisecond {
				t.Errorf("it takes %v and %v where one client has thousands that wait, and %v where none does", many, sessions, one)
			}
			if wide > 50*one {
				t.Errorf("it takes %v to look at 256 clients, and %v at one", wide, one)
			}
		})
	}
}
