package executor

import (
	"testing"

	"github.com/google/uuid"
)

func TestPosition(t *testing.T) {
	t.Parallel()
	ids := map[string]uuid.UUID{}
	backlog := func(text string) (list Backlog) {
		for _, c := range text { // each its lane
			id := uuid.New()
			list = append(list, Queued{ExecutionID: id, Lane: string(c)})
			ids[string(c)] = id // the last of its lane
		}
		return list
	}
	for text, want := range map[string]map[string]int{
		"a":         {"a": 1},
		"aaaa":      {"a": 4},
		"ab":        {"a": 2, "b": 2}, // whichever has its turn first
		"aaaaaab":   {"a": 7, "b": 2},
		"aaaabbc":   {"a": 7, "b": 5, "c": 3},
		"abababccc": {"a": 9, "b": 9, "c": 9},
	} {
		list := backlog(text)
		for lane, position := range want {
			if got := list.Position(ids[lane]); got != position {
				t.Errorf("%s: Position of the last of %s = %d, want %d", text, lane, got, position)
			}
		}
		if got := list.Position(uuid.New()); got != 0 {
			t.Errorf("%s: Position of another = %d, want 0", text, got)
		}
		if got := list.Lanes(); got != len(want) {
			t.Errorf("%s: Lanes() = %d, want %d", text, got, len(want))
		}
	}
}
