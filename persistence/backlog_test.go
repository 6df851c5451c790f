package persistence

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// The backlog is what waits, the oldest first, whosever it is.
func TestBacklog(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		owned := executor.Session{ID: newID(t), Status: executor.SessionActive, Owner: "ada"}
		if err := s.CreateSession(t.Context(), owned); err != nil {
			t.Fatalf("CreateSession: %v", err)
		}
		session := newSession(t, s)
		if got, err := s.Backlog(t.Context()); err != nil || got.Len() != 0 || !got.Since().IsZero() {
			t.Errorf("Backlog() of nothing = %+v, %v", got, err)
		}
		var ids []uuid.UUID
		for i, in := range []uuid.UUID{session, owned.ID, owned.ID, session, owned.ID} {
			e := executor.Execution{ID: newID(t), SessionID: in, Client: []string{"", "bob"}[i/4], Code: "1", Language: "python"}
			if err := s.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
				t.Fatalf("CreateExecution: %v", err)
			}
			ids = append(ids, e.ID)
		}
		if _, err := s.Claim(t.Context(), claimOf(ids[0])); err != nil {
			t.Fatalf("Claim: %v", err)
		}
		var stored time.Time
		if err := s.read.Get(&stored, s.dialect.text(portable(`SELECT created_at FROM executions WHERE id = ?`)), ids[1]); err != nil {
			t.Fatal(err)
		}
		got, err := s.Backlog(t.Context())
		if err != nil || got.Len() != 4 || !got.Since().Equal(stored) {
			t.Errorf("Backlog() = %+v, %v, want 4 since %v", got, err, stored)
		}
		for i, want := range []int{0, 1, 4, 2, 3} { // of ada, ada, the session, bob
			if position := got.Position(ids[i]); position != want {
				t.Errorf("position of %d = %d, want %d", i, position, want)
			}
		}
		for client, want := range map[string]int{"ada": 2, "bob": 1, session.String(): 1, "": 0} {
			if n := got.OfClient(client); n != want {
				t.Errorf("%d of %q, want %d", n, client, want)
			}
		}
		if n := got.OfSession(owned.ID); n != 3 {
			t.Errorf("%d in the session, want 3", n)
		}
	})
}
