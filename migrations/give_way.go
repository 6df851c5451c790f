package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A migration that waits for a table is waited for by everybody who then comes to
// write to it. Where a long transaction holds the table, as an operator's may, it
// gives way again and again.
const (
	// lockWait is how long it waits at a time: longer than the second after which
	// autovacuum gives way to it.
	lockWait = 2 * time.Second

	// lockPause is how long the others then go on before it tries again.
	lockPause = 3 * time.Second

	// lockPatience is when it gives up. Who waits for this process to migrate waits
	// for LockTimeout, which is longer.
	lockPatience = 90 * time.Second
)

// ErrTablesHeld says that other transactions of Postgres have held a table that a
// migration changes, whenever it was tried. What was applied before it stays.
var ErrTablesHeld = errors.New("another transaction holds a table that is to change; " +
	"wait for it or end it (pg_stat_activity tells which by xact_start), and migrate again")

// givingWay does work, and again if it has waited for lockWait in vain.
func givingWay(ctx context.Context, work func() error) error {
	for began := time.Now(); ; {
		err := work()
		if err == nil || !lockNotAvailable(err) {
			return err
		}
		err = fmt.Errorf("%w: %w", ErrTablesHeld, err)
		if time.Since(began)+lockPause+lockWait > lockPatience {
			return err
		}
		select {
		case <-time.After(lockPause):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// lockNotAvailable reports whether a statement has waited for as long as it may.
func lockNotAvailable(err error) bool {
	var refused interface{ SQLState() string }
	return errors.As(err, &refused) && refused.SQLState() == "55P03"
}

// lockWaits bounds the waits of the session in which goose migrates, which it makes
// known only to a locker.
type lockWaits struct{}

func (lockWaits) SessionLock(ctx context.Context, session *sql.Conn) error {
	_, err := session.ExecContext(ctx, fmt.Sprintf(`SET lock_timeout = %d`, lockWait.Milliseconds()))
	return err
}

func (lockWaits) SessionUnlock(ctx context.Context, session *sql.Conn) error {
	_, err := session.ExecContext(ctx, `RESET lock_timeout`)
	return err
}
