package persistence

import "context"

// Input: id.
var settleKey = portable(`
	UPDATE idempotency_keys SET pending_until = NULL WHERE id = ?`)

// SettleKey tells that the first request with the key, by its id, is answered,
// so that the others may be.
func (s *Store) SettleKey(ctx context.Context, id [32]byte) error {
	_, err := s.write.ExecContext(ctx, s.dialect.text(settleKey), id[:])
	return s.failure(ctx, "settle key", err)
}
