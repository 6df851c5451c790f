package queue

import (
	"strings"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// channel is where processes tell each other of events. Redis has one such
// name for all its databases.
const channel = "livecode:events"

// cancelWord stands in the place of a status: the end is asked for.
const cancelWord executor.Status = "CANCEL"

// A message is three words with a space between them: the process it comes
// from, the execution's id, its status.
func encodeMessage(origin string, e executor.Event) string {
	return origin + " " + e.ExecutionID.String() + " " + string(e.Status)
}

// decodeMessage undoes encodeMessage; not ok means that it is none.
func decodeMessage(message string) (origin string, e executor.Event, ok bool) {
	words := strings.Split(message, " ")
	if len(words) != 3 {
		return "", e, false
	}
	id, err := uuid.Parse(words[1])
	if err != nil {
		return "", e, false
	}
	return words[0], executor.Event{ExecutionID: id, Status: executor.Status(words[2])}, true
}
