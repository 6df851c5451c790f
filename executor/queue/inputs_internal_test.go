package queue

import (
	"testing"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
)

// TestWhatWasFetchedForAnotherIsDropped: who begins to listen while the end of a
// stream is being fetched for one that has left, hears all of it in its order.
func TestWhatWasFetchedForAnotherIsDropped(t *testing.T) {
	t.Parallel()
	in, id := NewInputs(nil, zerolog.Nop()), uuid.New()
	in.Listen(id).Stop() // leaves nothing
	gone := in.Listen(id)
	batch := in.takeStale()
	gone.Stop()
	source := in.Listen(id)
	defer source.Stop()
	entry := func(id, text string) redis.XMessage {
		return redis.XMessage{ID: id, Values: map[string]any{inputText: text}}
	}
	in.fetched(id, batch[id], []redis.XMessage{entry("2-0", "late")}, false)
	batch = in.takeStale()
	if w := batch[id]; w == nil || w.last != "0" {
		t.Fatalf("what is fetched next begins after %+v, want the start", w)
	}
	in.fetched(id, batch[id], []redis.XMessage{entry("1-0", "first, "), entry("2-0", "late")}, false)
	if text, _ := source.Next(); string(text) != "first, late" {
		t.Errorf("heard %q, want all of it in its order", text)
	}
}
