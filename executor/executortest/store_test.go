package executortest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	executortest.TestStore(t, func(*testing.T) executortest.Store { return executortest.NewStore() })
}

// Within a bubble the store's leases follow the bubble's clock, to the
// microsecond.
func TestMemoryStoreKeepsBubbleTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, store := t.Context(), executortest.NewStore()
		session, id := uuid.New(), uuid.New()
		if err := store.CreateSession(ctx, executor.Session{ID: session}); err != nil {
			t.Fatalf("CreateSession: %v", err)
		}
		e := executor.Execution{ID: id, SessionID: session}
		if err := store.CreateExecution(ctx, e, executor.Input{}); err != nil {
			t.Fatalf("CreateExecution: %v", err)
		}
		claim := func() error {
			c := executor.Claim{ExecutionID: id, Lease: time.Minute, MaxFailures: 3}
			_, err := store.Claim(ctx, c)
			return err
		}
		if err := claim(); err != nil {
			t.Fatalf("Claim: %v", err)
		}
		<-time.After(time.Minute - time.Microsecond)
		if err := claim(); err == nil {
			t.Errorf("Claim a microsecond before the lease ends: got no error")
		}
		<-time.After(time.Microsecond)
		if err := claim(); err != nil {
			t.Errorf("Claim as the lease ends: got error %v", err)
		}
	})
}
