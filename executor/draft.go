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

// Has reports whether d is what c has made of the revision that it wanted. Whoever
// lost the answer to a change, and sends it again, finds it done (RFC 9110, 13.1.1).
func (d Draft) Has(c DraftChange) bool {
	return c.Revision != nil && d.Revision == *c.Revision+1 &&
		(c.Language == nil || *c.Language == d.Language) && (c.Code == nil || *c.Code == d.Code)
}
