package persistence

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// rush stores so many executions at once in the sessions in turn, for two clients
// in turn, each other one with a key or with input, and counts what became of them.
func rush(t *testing.T, s *Store, n int, sessions ...uuid.UUID) (c counts) {
	t.Helper()
	var all sync.WaitGroup
	for i := range n {
		e := executor.Execution{
			ID: newID(t), SessionID: sessions[i%len(sessions)], Client: []string{"ada", "bob"}[i%2], Code: "1", Language: "python",
		}
		key := newKey()
		all.Go(func() {
			var err error
			switch i % 3 {
			case 0:
				err = s.CreateExecution(t.Context(), e, executor.Input{})
			case 1:
				err = s.CreateExecution(t.Context(), e, executor.Input{Stdin: []byte("in")})
			default:
				_, err = s.CreateExecutionOnce(t.Context(), e, executor.Input{}, key)
			}
			switch {
			case err == nil:
				atomic.AddInt64(&c.stored, 1)
			case errors.Is(err, executor.ErrQueueFull):
				atomic.AddInt64(&c.full, 1)
			case errors.Is(err, executor.ErrClientBusy):
				atomic.AddInt64(&c.client, 1)
			case errors.Is(err, executor.ErrSessionBusy):
				atomic.AddInt64(&c.session, 1)
			default:
				t.Errorf("create: %v", err)
			}
		})
	}
	all.Wait()
	return c
}

// counts are how many were stored, and how many refused for which bound.
type counts struct{ stored, full, client, session int64 }

// TestBoundsHold: however many come at once, as many are stored as may be, small
// bounds and large ones.
func TestBoundsHold(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		for name, c := range map[string]struct {
			bounds Bounds
			rush   int
			want   counts
		}{
			"none":                  {Bounds{}, 60, counts{stored: 60}},
			"of the queue":          {Bounds{Queued: 7}, 60, counts{stored: 7, full: 53}},
			"of a client":           {Bounds{QueuedPerClient: 3}, 60, counts{stored: 6, client: 54}},
			"of a client, half":     {Bounds{Queued: 6, QueuedPerClient: 3}, 60, counts{stored: 6, client: 54}},
			"of a session":          {Bounds{ActivePerSession: 3}, 60, counts{stored: 6, session: 54}},
			"of both, session less": {Bounds{Queued: 9, ActivePerSession: 2}, 60, counts{stored: 4, session: 56}},
			"large":                 {Bounds{Queued: 100}, 160, counts{stored: 100, full: 60}},
			"large, of a client":    {Bounds{QueuedPerClient: 70}, 160, counts{stored: 140, client: 20}},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				cfg := config(t)
				cfg.Bounds = c.bounds
				s := openMigrated(t, cfg)
				if got := rush(t, s, c.rush, newSession(t, s), newSession(t, s)); got != c.want {
					t.Errorf("got %+v, want %+v", got, c.want)
				}
				wantRows(t, s, map[string]int{"executions": int(c.want.stored), "execution_clients": int(c.want.stored)})
			})
		}
	})
}

// TestBoundsCountWhatIsActive: what runs leaves the queue and not its session; what
// has ended leaves both.
func TestBoundsCountWhatIsActive(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		cfg.Bounds = Bounds{Queued: 1, ActivePerSession: 2}
		s := openMigrated(t, cfg)
		session, other := newSession(t, s), newSession(t, s)
		want := func(session uuid.UUID, want error) uuid.UUID {
			t.Helper()
			e := executor.Execution{ID: newID(t), SessionID: session, Code: "1", Language: "python"}
			if err := s.CreateExecution(t.Context(), e, executor.Input{}); !errors.Is(err, want) {
				t.Fatalf("CreateExecution: got error %v, want %v", err, want)
			}
			return e.ID
		}
		claim := func(id uuid.UUID) executor.AttemptID {
			t.Helper()
			job, err := s.Claim(t.Context(), claimOf(id))
			if err != nil {
				t.Fatalf("Claim: %v", err)
			}
			return job.Attempt
		}
		first := want(session, nil)
		want(other, executor.ErrQueueFull)
		want(newID(t), executor.ErrNotFound)
		running := claim(first)
		second := want(session, nil)
		want(session, executor.ErrSessionBusy)
		claim(second)
		want(session, executor.ErrSessionBusy)
		waiting := want(other, nil)
		want(other, executor.ErrQueueFull)
		if err := s.Finish(t.Context(), running, executor.Result{Termination: executor.TerminationExited}); err != nil {
			t.Fatalf("Finish: %v", err)
		}
		want(session, executor.ErrQueueFull)
		claim(waiting)
		want(session, nil)
	})
}

// TestBoundOfAClientIsOfAllItsSessions: and of nobody else, nor of what runs.
func TestBoundOfAClientIsOfAllItsSessions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		cfg.Bounds = Bounds{Queued: 4, QueuedPerClient: 2}
		s := openMigrated(t, cfg)
		want := func(client string, want error) uuid.UUID {
			t.Helper()
			e := executor.Execution{ID: newID(t), SessionID: newSession(t, s), Client: client, Code: "1", Language: "python"}
			if err := s.CreateExecution(t.Context(), e, executor.Input{}); !errors.Is(err, want) {
				t.Fatalf("CreateExecution for %s: got error %v, want %v", client, err, want)
			}
			return e.ID
		}
		want("ada", nil)
		begins := want("ada", nil)
		want("ada", executor.ErrClientBusy)
		want("bob", nil)
		if _, err := s.Claim(t.Context(), claimOf(begins)); err != nil {
			t.Fatalf("Claim: %v", err)
		}
		want("ada", nil)
		want("ada", executor.ErrClientBusy)
		want("bob", nil)
		want("eve", executor.ErrQueueFull)
	})
}

// A run that is refused has not used its key up.
func TestRefusedRunLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		cfg.Bounds = Bounds{Queued: 1}
		s := openMigrated(t, cfg)
		session, key := newSession(t, s), newKey()
		once := func(key executor.IdempotencyKey) (id, made uuid.UUID, err error) {
			id = newID(t)
			made, err = s.CreateExecutionOnce(t.Context(), executor.Execution{ID: id, SessionID: session, Code: "1", Language: "python"},
				executor.Input{}, key)
			return id, made, err
		}
		first, _, err := once(newKey())
		if err != nil {
			t.Fatalf("CreateExecutionOnce: %v", err)
		}
		if _, _, err := once(key); !errors.Is(err, executor.ErrQueueFull) {
			t.Fatalf("CreateExecutionOnce: got error %v, want %v", err, executor.ErrQueueFull)
		}
		if _, err := s.Claim(t.Context(), claimOf(first)); err != nil {
			t.Fatalf("Claim: %v", err)
		}
		if id, made, err := once(key); err != nil || id != made {
			t.Errorf("CreateExecutionOnce with the key again: got %v and error %v, want %v", made, err, id)
		}
		if _, made, err := once(key); err != nil || made == uuid.Nil {
			t.Errorf("CreateExecutionOnce of what is stored: got error %v, want its id: the queue is not asked", err)
		}
	})
}
