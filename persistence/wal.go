package persistence

import (
	"context"
	"fmt"
	"time"

	code "modernc.org/sqlite/lib"
)

// useWAL switches a SQLite file to write-ahead logging, so that readers and the
// writer do not wait for each other. The file keeps it. Of processes that switch
// a new file at the same moment some fail at once, whatever the busy timeout:
// SQLite sees that they would wait for each other. They try again.
func (s *Store) useWAL(ctx context.Context) error {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	limit := time.NewTimer(s.cfg.BusyTimeout)
	defer limit.Stop()
	for {
		var mode string
		err := s.write.GetContext(ctx, &mode, `PRAGMA journal_mode = WAL`)
		if err == nil && mode != "wal" {
			return fmt.Errorf("the file system of %s cannot hold a write-ahead log", s.cfg.Path)
		}
		if err == nil || sqliteCode(err)&0xff != code.SQLITE_BUSY {
			return err
		}
		select {
		case <-again.C:
		case <-limit.C:
			return err
		case <-ctx.Done():
			return err
		}
	}
}
