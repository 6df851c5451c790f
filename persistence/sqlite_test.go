package persistence

import (
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// A file is new only once, so that a race for it wants many files.
func TestNewSQLiteFilesMayBeOpenedAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 40 {
		path := filepath.Join(dir, string(rune('A'+i)))
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				s, err := Open(t.Context(), Config{Path: path})
				if err != nil {
					t.Errorf("Open: %v", err)
					return
				}
				_ = s.Close()
			})
		}
		all.Wait()
	}
}

// A transaction that took the write lock only at its first write could find the
// file changed under what it had read.
func TestSQLiteTransactionsTakeTheLockWhenTheyBegin(t *testing.T) {
	t.Parallel()
	cfg := Config{Path: filepath.Join(t.TempDir(), "livecode.db"), BusyTimeout: 50 * time.Millisecond}
	first, second := openStore(t, cfg), openStore(t, cfg)
	held, err := first.write.Begin()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	if _, err := second.write.Begin(); !sqliteUnavailable(err) {
		t.Errorf("second begin: got error %v, want SQLITE_BUSY", err)
	}
	if err := held.Rollback(); err != nil {
		t.Errorf("rollback: %v", err)
	}
}
