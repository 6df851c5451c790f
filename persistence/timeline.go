package persistence

import (
	"database/sql"
	"database/sql/driver"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// timeline is a Timeline as the column holds it: JSON, or null for none.
type timeline executor.Timeline

var (
	_ driver.Valuer = timeline{}
	_ sql.Scanner   = (*timeline)(nil)
)

// saved is t with the time at which it is written.
func saved(t executor.Timeline) timeline {
	t[executor.StageSaved] = time.Now()
	return timeline(t)
}

// Value implements driver.Valuer.
func (t timeline) Value() (driver.Value, error) {
	if t[executor.StageAccepted].IsZero() {
		return nil, nil
	}
	object, err := executor.Timeline(t).MarshalJSON()
	return string(object), err
}

// Scan implements sql.Scanner. It does not fail: a record is worth more than
// its timeline.
func (t *timeline) Scan(column any) error {
	*t = timeline{}
	switch object := column.(type) {
	case string:
		_ = (*executor.Timeline)(t).UnmarshalJSON([]byte(object))
	case []byte:
		_ = (*executor.Timeline)(t).UnmarshalJSON(object)
	}
	return nil
}
