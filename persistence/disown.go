package persistence

import "context"

// Input: worker_id.
var endLeases = portable(`
	UPDATE execution_attempts SET lease_expires_at = {now}
	WHERE worker_id = ? AND finished_at IS NULL`)

// Disown ends the leases of a worker: see executor.Store.
func (s *Store) Disown(ctx context.Context, workerID string) (int, error) {
	result, err := s.write.ExecContext(ctx, s.dialect.text(endLeases), workerID)
	if err != nil {
		return 0, s.failure(ctx, "disown", err)
	}
	n, err := result.RowsAffected()
	return int(n), s.failure(ctx, "disown", err)
}
