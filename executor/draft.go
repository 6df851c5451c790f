package executor

import (
	"time"

	"github.com/google/uuid"
)

// Draft is what a session's editor holds, whether it was ever run or not.
type Draft struct {
	Language  string // id of a Language, empty until a client has said it
	Code      string
	Revision  int64 // 0 is no draft; each change adds 1
	UpdatedAt time.Time
}

// DraftChange replaces what is not nil of a session's draft.
type DraftChange struct {
	SessionID uuid.UUID
	Language  *string
	Code      *string

	// Revision is the one that the draft must have, nil for any. Then the last
	// writer wins.
	Revision *int64
}
