package docker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// class is a demand whose test tells the time.
type class struct {
	*demand

	now time.Time
}

// Costs in the tests, near those of the languages.
const (
	pythonCost     = 8 << 20
	javascriptCost = 14 << 20
)

func newClass(budget int64) *class {
	c := &class{now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	c.demand = newDemand([]string{"javascript", "python"}, Adaptive, budget, c.now)
	c.refilled("javascript", javascriptCost, c.now)
	c.refilled("python", pythonCost, c.now)
	return c
}

// burst has n programs run at once, and the pool refilled after it.
func (c *class) burst(language string, n int) {
	for range n {
		c.took(language, c.now)
	}
	c.now = c.now.Add(2 * time.Second)
	for range n {
		c.refilled(language, c.cost(language), c.now)
	}
}

func (c *class) target(language string) int {
	targets, _ := c.targets(c.now)
	return targets[language]
}

const ample = 1 << 40

func TestDemandGrowsWithABurst(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 2, 1: 2, 2: 3, 4: 5, 30: 38} {
		c := newClass(ample)
		c.burst("python", n)
		if got := c.target("python"); got != want {
			t.Errorf("after %d programs at once: %d warm containers, want %d", n, got, want)
		}
		if got := c.target("javascript"); got != atRest {
			t.Errorf("of the other language: %d, want %d", got, atRest)
		}
	}
}

// TestDemandOfOnePerson: who runs a program every two seconds needs no more
// than one who does so once.
func TestDemandOfOnePerson(t *testing.T) {
	t.Parallel()
	c := newClass(ample)
	for range 1000 {
		c.burst("python", 1)
		if got := c.target("python"); got != atRest {
			t.Fatalf("%d warm containers at %v, want %d", got, c.now, atRest)
		}
	}
}

// TestDemandShrinksInQuiet: by half at most in each quiet time, down to what is
// kept at rest.
func TestDemandShrinksInQuiet(t *testing.T) {
	t.Parallel()
	c := newClass(ample)
	c.burst("python", 30)
	quiet := c.now.Add(-2 * time.Second)
	var got []int
	for _, at := range []time.Duration{quietTime - 1, quietTime, 2*quietTime - 1, 2 * quietTime, 3 * quietTime, 4 * quietTime, 5 * quietTime, 99 * quietTime} {
		c.now = quiet.Add(at)
		got = append(got, c.target("python"))
	}
	if want := []int{38, 19, 19, 9, 4, 2, 2, 2}; !slices.Equal(got, want) {
		t.Errorf("warm containers in quiet: %v, want %v", got, want)
	}
}

// TestDemandDoesNotOscillate: a class that comes back within the quiet time, and
// not always in full, leaves the pool as it is, however long the lesson.
func TestDemandDoesNotOscillate(t *testing.T) {
	t.Parallel()
	c := newClass(ample)
	c.burst("python", 30)
	want := c.target("python")
	for i := range 100 {
		for end := c.now.Add(quietTime - 3*time.Second); c.now.Before(end); c.now = c.now.Add(time.Second) {
			if got := c.target("python"); got != want {
				t.Fatalf("%d warm containers at %v, want %d all the time", got, c.now, want)
			}
		}
		c.burst("python", 24+i%7)
	}
}

// TestDemandUnderAnyLoad: whatever is run, the budget is kept, each language
// has a container, and the size seldom turns round.
func TestDemandUnderAnyLoad(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		c := newClass(200 << 20)
		load := random.Float64() * 4 // runs a second
		turns, before, rising := 0, atRest, true
		missing := 0.
		for range 2 * 60 * 60 { // seconds
			c.now = c.now.Add(time.Second)
			for range 20 {
				if random.Float64() < load/20 {
					c.took("python", c.now)
					missing++
				}
			}
			for range min(5, int(missing)) { // what one lane of the gate makes in a second
				c.refilled("python", pythonCost-random.Int64N(1<<20), c.now)
				missing--
			}
			targets, without := c.targets(c.now)
			bytes := int64(targets["python"])*c.cost("python") + int64(targets["javascript"])*c.cost("javascript")
			if bytes > c.budget || without != nil || targets["javascript"] < atRest || targets["python"] < atRest {
				t.Fatalf("seed %d: %v take %d bytes of %d, without %v", seed, targets, bytes, c.budget, without)
			}
			if now := targets["python"]; now != before {
				if (now > before) != rising {
					turns, rising = turns+1, now > before
				}
				before = now
			}
		}
		if turns > 24 { // as many as there are quiet times
			t.Errorf("seed %d: at %.1f runs a second the size turned round %d times in two hours", seed, load, turns)
		}
	}
}

// TestDemandForTightMemory: languages share it in equal parts, none takes the
// other's first container, and who goes without is told.
func TestDemandForTightMemory(t *testing.T) {
	t.Parallel()
	const both = pythonCost + javascriptCost
	for name, c := range map[string]struct {
		budget             int64
		javascript, python int // programs at once
		want               string
	}{
		"one language's burst":             {10 * both, 0, 1000, "map[javascript:2 python:24] []"},
		"both burst":                       {112 << 20, 1000, 1000, "map[javascript:4 python:7] []"},
		"one of each":                      {both, 1000, 1000, "map[javascript:1 python:1] []"},
		"one of each, in another's burst":  {both, 0, 1000, "map[javascript:1 python:1] []"},
		"not one of each":                  {both - 1, 0, 1000, "map[javascript:1 python:0] [python]"},
		"only the smaller one":             {javascriptCost - 1, 10, 10, "map[javascript:0 python:1] [javascript]"},
		"none":                             {1, 10, 10, "map[javascript:0 python:0] [javascript python]"},
		"what is left by one is the other": {60 << 20, 0, 3, "map[javascript:2 python:4] []"},
	} {
		demand := newClass(c.budget)
		demand.burst("javascript", c.javascript)
		demand.burst("python", c.python)
		targets, without := demand.targets(demand.now)
		if got := fmt.Sprint(targets, without); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestExpense: the first measure takes the guess's place, a larger one counts at
// once, and is forgotten when many have been smaller.
func TestExpense(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	var e expense
	want := func(when string, want int64) {
		t.Helper()
		if got := e.cost(); got != want {
			t.Errorf("cost %s = %d, want %d", when, got, want)
		}
	}
	want("before any measure", warmMemory(firstGuess))
	e.add(7*mib + 1)
	want("after 7 MiB and a byte", 8*mib)
	e.add(8 * mib)
	want("after 8 MiB", 8*mib)
	e.add(20 * mib)
	want("after 20 MiB", 20*mib)
	for range 2*expenseAge - 4 {
		e.add(6 * mib)
		want("soon after 20 MiB", 20*mib)
	}
	e.add(6 * mib)
	want("long after 20 MiB", 6*mib)
}

// TestFixedDemand: an explicit size is kept, whatever happens.
func TestFixedDemand(t *testing.T) {
	t.Parallel()
	now := time.Now()
	d := newDemand([]string{"javascript", "python"}, 3, 0, now)
	for range 50 {
		d.took("python", now)
	}
	targets, without := d.targets(now.Add(time.Hour))
	if got := fmt.Sprint(targets, without); got != "map[javascript:3 python:3] []" || !d.fits("python", ample) {
		t.Errorf("targets() = %s, want 3 of each", got)
	}
}
