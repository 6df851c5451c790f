package executor

import (
	"time"

	"github.com/google/uuid"
)

// Backlog is what is QUEUED, the oldest first.
type Backlog []Queued

// Queued is an execution that waits.
type Queued struct {
	ExecutionID uuid.UUID
	SessionID   uuid.UUID
	Lane        string // the owner of the session, or else the session
	CreatedAt   time.Time
}

// Position tells as how manieth the execution will begin, 1 for the next one, if
// nothing is added: each lane has its turn, and within it the oldest is first. It
// is 0 if the execution is not among those that wait.
func (b Backlog) Position(id uuid.UUID) int {
	lanes, place, lane := map[string]int{}, 0, ""
	for _, q := range b {
		lanes[q.Lane]++
		if q.ExecutionID == id {
			place, lane = lanes[q.Lane], q.Lane
		}
	}
	position := place
	for l, n := range lanes {
		if l != lane {
			position += min(n, place)
		}
	}
	return position
}

// Lanes is how many lanes wait.
func (b Backlog) Lanes() int {
	lanes := map[string]struct{}{}
	for _, q := range b {
		lanes[q.Lane] = struct{}{}
	}
	return len(lanes)
}

// Since is when the one was stored that has waited for longest; zero if none does.
func (b Backlog) Since() time.Time {
	if len(b) == 0 {
		return time.Time{}
	}
	return b[0].CreatedAt
}
