package persistence

import (
	"context"
	"time"
)

// Inputs: name, holder, microseconds.
var takeDuty = portable(`
	INSERT INTO duties (name, holder, held_until) VALUES (?, ?, {now + ?})
	ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
	WHERE duties.holder = excluded.holder OR duties.held_until <= {now}`)

// TakeDuty makes what one process at a time does for all the holder's for this
// long, or longer if it is that already. It reports false while it is another's.
func (s *Store) TakeDuty(ctx context.Context, name, holder string, term time.Duration) (bool, error) {
	result, err := s.write.ExecContext(ctx, s.dialect.text(takeDuty), name, holder, term.Microseconds())
	if err != nil {
		return false, s.failure(ctx, "take duty", err)
	}
	n, err := result.RowsAffected()
	return n > 0, s.failure(ctx, "take duty", err)
}
