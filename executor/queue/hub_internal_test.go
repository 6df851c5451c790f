package queue

import (
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// FuzzDecodeMessage: what can be decoded is what encodeMessage makes.
func FuzzDecodeMessage(f *testing.F) {
	f.Add(encodeMessage("origin", executor.Event{ExecutionID: uuid.New(), Status: executor.StatusCompleted}))
	f.Add("a b c")
	f.Fuzz(func(t *testing.T, message string) {
		origin, e, ok := decodeMessage(message)
		if !ok {
			return
		}
		o, again, ok := decodeMessage(encodeMessage(origin, e))
		if !ok || o != origin || again != e {
			t.Errorf("decodeMessage(%q) = %q, %v, which does not survive encoding", message, origin, e)
		}
	})
}
