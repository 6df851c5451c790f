package persistence

import (
	"time"

	"github.com/google/uuid"
)

// Sweep says which rows are to go, of a page of them in the order of their ids,
// which is that of their age.
type Sweep struct {
	After uuid.UUID // the page begins behind this id, uuid.Nil for the oldest
	Limit int       // of the page

	// Rows with lower ids are beyond a budget of number or size, uuid.Nil for
	// none; and so are those of this age, 0 for none.
	Before uuid.UUID
	Age    time.Duration

	// What something has happened to so lately stays, beyond a budget or not.
	Grace time.Duration

	DryRun bool // nothing is deleted, only counted
}

// Swept tells what became of a page.
type Swept struct {
	Deleted int
	Last    uuid.UUID // id of the page's last row, for the next page
	Done    bool      // neither this page nor a later one has a row to go
}

// age is in microseconds, and none longer than any row is old.
func (s Sweep) age() int64 {
	if s.Age == 0 {
		return (200 * 365 * 24 * time.Hour).Microseconds()
	}
	return s.Age.Microseconds()
}
