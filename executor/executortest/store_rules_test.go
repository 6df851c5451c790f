package executortest

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/edtronaut/livecode/executor"
)

// TestModel: in the model that Stores are held to, no execution goes backwards,
// and what is terminal stays as it is.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newModel()
		for range callsPerRun {
			before := m.clone()
			c := drawCall(t, m, "call")
			m.do(c)
			for i := range m {
				if why := m[i].breaks(before[i]); why != "" {
					t.Fatalf("%v: %s: %v after %v", c, why, m[i], before[i])
				}
			}
		}
	})
}

// breaks says which rule of the statuses is broken by l after before.
func (l life) breaks(before life) string {
	rank := map[executor.Status]int{executor.StatusQueued: 0, executor.StatusRunning: 1}
	switch {
	case before.deleted && !l.deleted:
		return "what was deleted is back"
	case before.status.Terminal() && l.status != before.status:
		return "a terminal status was replaced"
	case !l.status.Terminal() && rank[l.status] < rank[before.status]:
		return "the status went back"
	case len(l.attempts) < len(before.attempts) || len(l.attempts) > len(before.attempts)+1:
		return "attempts do not count up"
	}
	for _, a := range l.attempts[:max(0, len(l.attempts)-1)] {
		if a.open {
			return "an older attempt is open"
		}
	}
	if a := l.newest(); l.status.Terminal() && a.open {
		return "it ended, and its attempt did not"
	}
	return ""
}
