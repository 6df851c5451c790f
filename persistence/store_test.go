package persistence

import (
	"path/filepath"
	"testing"

	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// databases are the two kinds of Config, each of a fresh database.
var databases = map[string]func(t *testing.T) Config{
	"Postgres": func(t *testing.T) Config { return Config{DatabaseURL: postgrestest.New(t)} },
	"SQLite":   func(t *testing.T) Config { return Config{Path: filepath.Join(t.TempDir(), "livecode.db")} },
}

func TestStore(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		executortest.TestStore(t, func(t *testing.T) executortest.Store { return openMigrated(t, config(t)) })
	})
}

// onEach runs a test over each kind of database.
func onEach(t *testing.T, test func(t *testing.T, config func(*testing.T) Config)) {
	for name, config := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, config)
		})
	}
}

// openMigrated opens a Store with an up-to-date schema until the test ends.
func openMigrated(t *testing.T, cfg Config) *Store {
	t.Helper()
	s := openStore(t, cfg)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatalf("Migrate: %v", err)
	}
	return s
}

func openStore(t *testing.T, cfg Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}
