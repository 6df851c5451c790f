package persistence

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// everyCall runs each method of a Store.
func everyCall(ctx context.Context, s *Store) map[string]error {
	id := uuid.New()
	attempt := executor.AttemptID{ExecutionID: id, Number: 1}
	errs := map[string]error{
		"Ping":            s.Ping(ctx),
		"Migrate":         s.Migrate(ctx),
		"CreateSession":   s.CreateSession(ctx, executor.Session{ID: id, Status: executor.SessionActive}),
		"CreateExecution": s.CreateExecution(ctx, executor.Execution{ID: id}, executor.Input{}),
		"Finish":          s.Finish(ctx, attempt, executor.Result{Termination: executor.TerminationLost}),
		"Release":         s.Release(ctx, attempt, executor.Release{}),
		"Abandon":         s.Abandon(ctx, id, executor.TerminationLost),
	}
	errs["SettleKey"] = s.SettleKey(ctx, [32]byte{})
	_, errs["CreateSessionOnce"] = s.CreateSessionOnce(ctx, executor.Session{ID: id, Status: executor.SessionActive}, newKey())
	_, errs["CreateExecutionOnce"] = s.CreateExecutionOnce(ctx, executor.Execution{ID: id}, executor.Input{}, newKey())
	_, errs["ForgetKeys"] = s.ForgetKeys(ctx, 0, 1)
	_, errs["ExecutionOwner"] = s.ExecutionOwner(ctx, id)
	_, errs["DeleteSession"] = s.DeleteSession(ctx, id)
	_, errs["Draft"] = s.Draft(ctx, id)
	_, errs["SaveDraft"] = s.SaveDraft(ctx, executor.DraftChange{SessionID: id})
	_, errs["Session"] = s.Session(ctx, id)
	_, errs["Execution"] = s.Execution(ctx, id)
	_, errs["Executions"] = s.Executions(ctx, id, uuid.Nil, 1)
	_, errs["Migrations"] = s.Migrations(ctx)
	_, errs["Claim"] = s.Claim(ctx, claimOf(id))
	_, errs["Due"] = s.Due(ctx, 0, 1)
	_, errs["Disown"] = s.Disown(ctx, "worker")
	return errs
}

func TestStoreSurvivesARestartOfPostgres(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	s := openMigrated(t, Config{DatabaseURL: server.URL()})
	attempt := claimOnce(t, s)

	server.Stop(t)
	for range 2 { // with dead connections in the pool, and with none
		for call, err := range everyCall(t.Context(), s) {
			if !errors.Is(err, executor.ErrUnavailable) {
				t.Errorf("%s while Postgres is stopped: got error %v, want %v", call, err, executor.ErrUnavailable)
			}
		}
	}

	server.Restart(t)
	result := executor.Result{Termination: executor.TerminationExited}
	if err := s.Finish(t.Context(), attempt, result); err != nil {
		t.Errorf("Finish after Postgres has come back: %v", err)
	}
	claimOnce(t, s)
}

// The server closes each connection, as a restart between two calls does.
func TestStoreSurvivesTheLossOfItsConnections(t *testing.T) {
	t.Parallel()
	s := openMigrated(t, Config{DatabaseURL: postgrestest.New(t), MaxOpenConns: 3})
	other := openStore(t, Config{DatabaseURL: s.cfg.DatabaseURL})
	for range 5 {
		claimOnce(t, s)
		_, err := other.write.Exec(`
			SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatalf("pg_terminate_backend: %v", err)
		}
	}
	claimOnce(t, s)
}

func TestOpenWithoutAServerIsUnavailable(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	server.Stop(t)
	_, err := Open(t.Context(), Config{DatabaseURL: server.URL()})
	if !errors.Is(err, executor.ErrUnavailable) {
		t.Errorf("Open: got error %v, want %v", err, executor.ErrUnavailable)
	}
}

func TestEndOfTheCallersContextIsNoOutage(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for call, err := range everyCall(ctx, s) {
			if !errors.Is(err, context.Canceled) || errors.Is(err, executor.ErrUnavailable) {
				t.Errorf("%s with a cancelled context: got error %v, want %v alone", call, err, context.Canceled)
			}
		}
		claimOnce(t, s)
	})
}

// A deadline that passes while a lock is waited for is the caller's, too.
func TestDeadlineWithinACallIsNoOutage(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		s, other := openMigrated(t, cfg), openStore(t, cfg)
		attempt := claimOnce(t, s)
		blocker, err := other.write.Begin()
		if err != nil {
			t.Fatalf("begin: %v", err)
		}
		defer func() { _ = blocker.Rollback() }()
		if _, err := blocker.Exec(`UPDATE executions SET status = status`); err != nil {
			t.Fatalf("lock the execution: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		err = s.Finish(ctx, attempt, executor.Result{Termination: executor.TerminationExited})
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, executor.ErrUnavailable) {
			t.Errorf("Finish behind a lock: got error %v, want %v alone", err, context.DeadlineExceeded)
		}
	})
}

// Whoever waits for too long is told that the database is away, and may try
// again.
func TestWaitBeyondTheStatementTimeoutIsUnavailable(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		cfg := config(t)
		cfg.StatementTimeout, cfg.BusyTimeout = 200*time.Millisecond, 200*time.Millisecond
		patient := cfg
		patient.StatementTimeout = time.Minute
		s, other := openMigrated(t, cfg), openStore(t, patient)
		attempt := claimOnce(t, s)
		blocker, err := other.write.Begin()
		if err != nil {
			t.Fatalf("begin: %v", err)
		}
		defer func() { _ = blocker.Rollback() }()
		if _, err := blocker.Exec(`UPDATE executions SET status = status`); err != nil {
			t.Fatalf("lock the execution: %v", err)
		}
		err = s.Finish(t.Context(), attempt, executor.Result{Termination: executor.TerminationExited})
		if !errors.Is(err, executor.ErrUnavailable) {
			t.Errorf("Finish behind a lock: got error %v, want %v", err, executor.ErrUnavailable)
		}
	})
}

func TestSQLiteFileThatCannotBeOpenedIsUnavailable(t *testing.T) {
	t.Parallel()
	_, err := Open(t.Context(), Config{Path: t.TempDir()}) // a folder
	if !errors.Is(err, executor.ErrUnavailable) {
		t.Errorf("Open of a folder: got error %v, want %v", err, executor.ErrUnavailable)
	}
	if s := openStore(t, Config{Path: filepath.Join(t.TempDir(), "a", "b?c=d#e%20.db")}); s.Ping(t.Context()) != nil {
		t.Errorf("Ping of a file with an odd name in a new folder: got an error")
	}
}
