package queue

import (
	"testing"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

func TestHubForgetsWatchersThatStop(t *testing.T) {
	t.Parallel()
	h := NewHub(nil, zerolog.Nop())
	id := uuid.New()
	_, stopFirst := h.Subscribe(id)
	second, stopSecond := h.Subscribe(id)
	stopFirst()
	h.wakeAll()
	if len(second) != 1 {
		t.Error("the watcher that has not stopped was not woken")
	}
	stopSecond()
	if len(h.watched) != 0 {
		t.Errorf("watched = %v, want nothing", h.watched)
	}
}

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
