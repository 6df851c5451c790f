package persistence

import (
	"context"
	"time"
)

// The age is looked at twice: of a key that is taken anew meanwhile, the second
// time sees the new one.
//
// Inputs: microseconds of age, microseconds of age, how many at most.
var forgetKeys = portable(`
	DELETE FROM idempotency_keys WHERE created_at <= {now - ?} AND id IN
	    (SELECT id FROM idempotency_keys WHERE created_at <= {now - ?} ORDER BY created_at LIMIT ?)`)

// ForgetKeys deletes up to limit idempotency keys of at least that age, the
// oldest first, and returns how many there were.
func (s *Store) ForgetKeys(ctx context.Context, age time.Duration, limit int) (int, error) {
	result, err := s.write.ExecContext(ctx, s.dialect.text(forgetKeys), age.Microseconds(), age.Microseconds(), limit)
	if err != nil {
		return 0, s.failure(ctx, "forget keys", err)
	}
	n, err := result.RowsAffected()
	return int(n), s.failure(ctx, "forget keys", err)
}
