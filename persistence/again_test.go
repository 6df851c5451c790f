package persistence

import (
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// TestAnInsertThatIsTriedAgainIsOne: as database/sql does it when the connection
// broke after the insert and before the answer.
func TestAnInsertThatIsTriedAgainIsOne(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session := executor.Session{ID: uuid.New(), Status: executor.SessionActive}
		e := executor.Execution{ID: uuid.New(), SessionID: session.ID, Code: "1", Language: "python"}
		for range 2 {
			if err := s.CreateSession(t.Context(), session); err != nil {
				t.Errorf("CreateSession() = %v, want nil", err)
			}
			if err := s.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
				t.Errorf("CreateExecution() = %v, want nil", err)
			}
		}
		if list, err := s.Executions(t.Context(), session.ID, uuid.Nil, 10); err != nil || len(list) != 1 {
			t.Errorf("there are %d executions, error %v, want 1", len(list), err)
		}
	})
}
