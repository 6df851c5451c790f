package executor

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestPosition(t *testing.T) {
	t.Parallel()
	ids := map[string]uuid.UUID{}
	// Letters are clients, with capitals for another session of the same one.
	client := func(lane string) string { return strings.ToLower(lane) }
	backlog := func(text string) (list []Queued) {
		for _, c := range text {
			id, lane := uuid.New(), string(c)
			list = append(list, Queued{ExecutionID: id, Client: client(lane), SessionID: uuid.NewMD5(uuid.Nil, []byte(lane))})
			ids[lane] = id // the last of its lane
		}
		return list
	}
	for text, want := range map[string]map[string]int{
		"a":         {"a": 1},
		"aaaa":      {"a": 4},
		"ab":        {"a": 1, "b": 2},
		"aaaaaab":   {"a": 7, "b": 2},
		"aaaabbc":   {"a": 7, "b": 5, "c": 3},
		"abababccc": {"a": 7, "b": 8, "c": 9},
		"aA":        {"a": 1, "A": 2},
		"aaaaaaA":   {"a": 7, "A": 2},
		"aaaaAAb":   {"a": 7, "A": 5, "b": 2}, // b waits for one of a, or of A
		"aAaAb":     {"a": 4, "A": 5, "b": 2},
		"aaAAbbb":   {"a": 5, "A": 7, "b": 6},
	} {
		list := NewBacklog(backlog(text), time.Time{})
		for lane, position := range want {
			if got := list.Position(ids[lane]); got != position {
				t.Errorf("%s: Position of the last of %s = %d, want %d", text, lane, got, position)
			}
		}
		if got := list.Len(); got != len(text) {
			t.Errorf("%s: Len() = %d, want %d", text, got, len(text))
		}
		if got := list.Position(uuid.New()); got != 0 {
			t.Errorf("%s: Position of another = %d, want 0", text, got)
		}
		clients := map[string]bool{}
		for lane := range want {
			clients[client(lane)] = true
		}
		if got := list.Clients(); got != len(clients) {
			t.Errorf("%s: Clients() = %d, want %d", text, got, len(clients))
		}
		for lane := range want {
			sessions := 0
			for other := range want {
				if client(other) == client(lane) {
					sessions++
				}
			}
			if got := list.SessionsOf(client(lane)); got != sessions {
				t.Errorf("%s: SessionsOf(%s) = %d, want %d", text, client(lane), got, sessions)
			}
		}
	}
}
