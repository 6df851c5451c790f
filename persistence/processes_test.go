package persistence

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/edtronaut/livecode/executor"
)

// Workers in several processes share nothing but the database: here each has a
// Store of its own.
func TestOneClaimWinsAcrossProcesses(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		stores := []*Store{openMigrated(t, cfg)}
		for range 3 {
			stores = append(stores, openStore(t, cfg))
		}
		for range 10 {
			id := newExecution(t, stores[0])
			var won atomic.Int32
			var all sync.WaitGroup
			for i := range 16 {
				all.Go(func() {
					_, err := stores[i%len(stores)].Claim(t.Context(), claimOf(id))
					switch {
					case err == nil:
						won.Add(1)
					case !errors.Is(err, executor.ErrNotClaimable):
						t.Errorf("Claim: got error %v, want %v", err, executor.ErrNotClaimable)
					}
				})
			}
			all.Wait()
			if got := won.Load(); got != 1 {
				t.Fatalf("16 claims of one execution: %d won, want 1", got)
			}
		}
	})
}

// Five processes that start over an empty database all find it ready.
func TestFiveProcessesStartAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				s, err := Open(t.Context(), cfg)
				if err != nil {
					t.Errorf("Open: %v", err)
					return
				}
				defer func() { _ = s.Close() }()
				if err := s.Migrate(t.Context()); err != nil {
					t.Errorf("Migrate: %v", err)
				}
			})
		}
		all.Wait()
		s := openStore(t, cfg)
		claimOnce(t, s)
		list, err := s.Migrations(t.Context())
		if err != nil || len(list) == 0 || list[0].AppliedAt.IsZero() {
			t.Errorf("Migrations: got %+v and error %v, want the first to be applied", list, err)
		}
	})
}
