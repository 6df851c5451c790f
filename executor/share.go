package executor

import (
	"time"

	"github.com/google/uuid"
)

// Share is a read-only link. Each thing has one at most, which ends when it is
// revoked, and with the thing itself.
type Share struct {
	// Token is all that it takes to look. It is kept as it is, for whoever
	// asks again is told the same.
	Token     string
	CreatedAt time.Time
}

// Shareable names what a link can show.
type Shareable struct {
	Kind ShareKind
	ID   uuid.UUID // of the execution, or of the session that has the draft
}

// ShareKind is a kind of thing that a link shows, always as it is at present.
type ShareKind string

// The kinds.
const (
	ShareExecution ShareKind = "execution"
	ShareDraft     ShareKind = "draft" // of a session
)

// Shared is what a link shows: the one that Kind names.
type Shared struct {
	Kind      ShareKind
	Execution Execution
	Draft     Draft // where nothing was saved yet, revision 0, as old as its session
}
