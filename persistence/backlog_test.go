package persistence

import (
	"cmp"
	"reflect"
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
		began := time.Now().Add(-time.Second)
		owned := executor.Session{ID: newID(t), Status: executor.SessionActive, Owner: "ada"}
		if err := s.CreateSession(t.Context(), owned); err != nil {
			t.Fatalf("CreateSession: %v", err)
		}
		session := newSession(t, s)
		var want executor.Backlog
		for i, in := range []uuid.UUID{owned.ID, session, owned.ID, session, owned.ID} {
			e := executor.Execution{ID: newID(t), SessionID: in, Client: []string{"", "bob"}[i/4], Code: "1", Language: "python"}
			if err := s.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
				t.Fatalf("CreateExecution: %v", err)
			}
			if i == 1 {
				if _, err := s.Claim(t.Context(), claimOf(e.ID)); err != nil {
					t.Fatalf("Claim: %v", err)
				}
				continue
			}
			client := cmp.Or(e.Client, map[uuid.UUID]string{owned.ID: "ada", session: session.String()}[in])
			want = append(want, executor.Queued{ExecutionID: e.ID, SessionID: in, Client: client})
		}
		for _, limit := range []int{10, 2} {
			got, err := s.Backlog(t.Context(), limit)
			if err != nil {
				t.Fatalf("Backlog: %v", err)
			}
			for i := range got {
				if at := got[i].CreatedAt; at.Before(began) || at.After(time.Now().Add(time.Second)) {
					t.Errorf("created at %v", at)
				}
				got[i].CreatedAt = time.Time{}
			}
			if !reflect.DeepEqual(got, want[:min(limit, len(want))]) {
				t.Errorf("Backlog(%d) = %v, want %v", limit, got, want)
			}
		}
	})
}
