package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3/lock"
)

// LockTimeout is how long a process waits for another one's migration.
const LockTimeout = 2 * time.Minute

// ErrLocked says that another process held the migration lock of a SQLite
// database for all of LockTimeout.
var ErrLocked = errors.New("another process is migrating this database")

// locked runs work while no other process migrates db. The lock is taken here
// and not left to goose, which creates its own table outside of it.
func (d Dialect) locked(ctx context.Context, db *sql.DB, work func() error) error {
	if d == SQLite {
		return underFileLock(ctx, db, work)
	}
	return underAdvisoryLock(ctx, db, work)
}

// underAdvisoryLock holds a lock of a session of its own, which the server
// drops with the connection, so that a killed process blocks nobody. It is asked
// for again and again, because a session that waits inside pg_advisory_lock is
// one that CREATE INDEX CONCURRENTLY waits for in turn.
func underAdvisoryLock(ctx context.Context, db *sql.DB, work func() error) (err error) {
	locker, err := lock.NewPostgresSessionLocker(
		lock.WithLockTimeout(1, uint64(LockTimeout/time.Second)), // every second
		lock.WithUnlockTimeout(1, 5),
	)
	if err != nil {
		return fmt.Errorf("migration lock: %w", err)
	}
	session, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("migration lock: %w", err)
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	if err := locker.SessionLock(ctx, session); err != nil {
		return fmt.Errorf("migration lock: %w", err)
	}
	defer func() { err = errors.Join(err, locker.SessionUnlock(context.WithoutCancel(ctx), session)) }()
	return work()
}

// underFileLock holds an exclusive lock on a file beside the database file,
// which the kernel drops with the process. The file itself stays: removing it
// would let two processes lock two files of one name.
func underFileLock(ctx context.Context, db *sql.DB, work func() error) error {
	path, err := sqliteFile(ctx, db)
	if err != nil {
		return err
	}
	file := flock.New(path + ".migrate.lock")
	defer func() { _ = file.Close() }()
	waiting, cancel := context.WithTimeoutCause(ctx, LockTimeout, ErrLocked)
	defer cancel()
	if _, err := file.TryLockContext(waiting, 20*time.Millisecond); err != nil {
		if cause := context.Cause(waiting); cause != nil {
			err = cause
		}
		return fmt.Errorf("migration lock %s: %w", file.Path(), err)
	}
	return work()
}

// sqliteFile asks the database for the path of its own file.
func sqliteFile(ctx context.Context, db *sql.DB) (string, error) {
	var path string
	const query = `SELECT file FROM pragma_database_list WHERE name = 'main'`
	if err := db.QueryRowContext(ctx, query).Scan(&path); err != nil {
		return "", fmt.Errorf("path of the SQLite file: %w", err)
	}
	if path == "" {
		return "", errors.New("an in-memory SQLite database cannot be migrated: it has no file to lock")
	}
	return path, nil
}
