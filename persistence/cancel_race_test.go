package persistence

import (
	"errors"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// A cancellation that is committed while a claim waits for the row stops the
// claim, also if the lease of the attempt that it was meant for ends meanwhile.
func TestClaimSeesACancellationThatItWaitedFor(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseURL: postgrestest.New(t)}
	s, other := openMigrated(t, cfg), openStore(t, cfg)
	id := claimOnce(t, s).ExecutionID
	blocker, err := other.write.Beginx()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer func() { _ = blocker.Rollback() }()
	for _, sql := range []statement{lockExecution, insertCancellation} {
		if _, err := blocker.Exec(other.dialect.text(sql), id); err != nil {
			t.Fatalf("cancel: %v", err)
		}
	}
	claimed := make(chan error, 1)
	go func() {
		_, err := s.Claim(t.Context(), executor.Claim{ExecutionID: id, WorkerID: "next", Lease: time.Hour, MaxFailures: 3})
		claimed <- err
	}()
	awaitLock(t, other, "UPDATE executions SET status = 'RUNNING'")
	if _, err := blocker.Exec(`UPDATE execution_attempts SET lease_expires_at = clock_timestamp()`); err != nil {
		t.Fatalf("end the lease: %v", err)
	}
	if err := blocker.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	if err := <-claimed; !errors.Is(err, executor.ErrNotClaimable) {
		t.Errorf("Claim: got error %v, want %v", err, executor.ErrNotClaimable)
	}
}
