package executortest

import (
	"maps"

	"pgregory.net/rapid"
)

// ruleTests hold a Store to a model of its rules, see [life], whatever is called
// in whatever order.
var ruleTests = map[string]func(storeTest){
	"NoOrderOfCallsBreaksTheRules":      oneAfterTheOther,
	"TwoCallsAtOnceAreOneAfterTheOther": twoAtOnce,
}

const callsPerRun = 25

func oneAfterTheOther(s storeTest) {
	rapid.Check(s, func(t *rapid.T) {
		w, m := s.newWorld(), newModel()
		for range callsPerRun {
			c := drawCall(t, m, "call")
			if got, want := w.do(c), m.do(c); got != want {
				t.Fatalf("%v: got %s, want %s", c, got, want)
			}
			if got, want := w.seen(), m.seen(); !maps.Equal(got, want) {
				t.Fatalf("after %v: got %v, want %v", c, got, want)
			}
		}
	})
}

// twoAtOnce: their answers, and what follows from them, are those of one of the
// two orders.
func twoAtOnce(s storeTest) {
	rapid.Check(s, func(t *rapid.T) {
		w, m := s.newWorld(), newModel()
		for range callsPerRun {
			calls := [2]call{drawCall(t, m, "one"), drawCall(t, m, "other")}
			var got [2]string
			race(len(calls), func(i int) error { got[i] = w.do(calls[i]); return nil })
			forth, back := m.clone(), m.clone()
			inOrder := [2]string{forth.do(calls[0]), forth.do(calls[1])}
			var inReverse [2]string
			inReverse[1], inReverse[0] = back.do(calls[1]), back.do(calls[0])
			seen := w.seen()
			switch {
			case got == inOrder && maps.Equal(seen, forth.seen()):
				m = forth
			case got == inReverse && maps.Equal(seen, back.seen()):
				m = back
			default:
				t.Fatalf("%v at once: got %q, then %v;\nwant %q, then %v;\nor %q, then %v",
					calls, got, seen, inOrder, forth.seen(), inReverse, back.seen())
			}
		}
	})
}
