package persistence

import (
	"testing"

	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// A later version may change a column's type, or a pooler between us and Postgres
// forget what was prepared, while connections live on.
func TestPreparedStatementsThatNoLongerHold(t *testing.T) {
	t.Parallel()
	s := openMigrated(t, Config{DatabaseURL: postgrestest.New(t), MaxOpenConns: 1})
	id := claimOnce(t, s).ExecutionID
	for _, change := range []string{
		`SELECT 1`,
		`ALTER TABLE executions ALTER COLUMN execution_time TYPE bigint`,
		`DISCARD ALL`,
	} {
		if _, err := s.write.Exec(change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
		for range 2 {
			if _, err := s.Execution(t.Context(), id); err != nil {
				t.Errorf("Execution after %s: %v", change, err)
			}
		}
	}
}
