package api

import (
	"strconv"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// timeline is a Timeline as clients see it: an object of the known stages, as
// milliseconds since the first, to the microsecond, such as
// {"accepted":0,"stored":0.812,"queued":0.815}.
type timeline executor.Timeline

// MarshalJSON implements json.Marshaler.
func (t timeline) MarshalJSON() ([]byte, error) {
	object := []byte{'{'}
	for stage, after := range executor.Timeline(t).Elapsed() {
		if len(object) > 1 {
			object = append(object, ',')
		}
		object = strconv.AppendQuote(object, stage.String())
		object = append(object, ':')
		object = strconv.AppendFloat(object, float64(after.Microseconds())/1000, 'f', -1, 64)
	}
	return append(object, '}'), nil
}

// answered is the record as it is given now to a request that has waited for
// the end.
func (rec record) answered() record {
	if rec.outcome != nil && !rec.Timeline[executor.StageAccepted].IsZero() {
		rec.Timeline[executor.StageAnswered] = time.Now()
	}
	return rec
}
