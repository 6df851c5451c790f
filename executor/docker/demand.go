package docker

import (
	"math"
	"time"
)

// Adaptive is the [Config.PoolSize] of a pool that follows demand.
const Adaptive = -1

// How the size of an adaptive pool follows demand.
const (
	// atRest is how many warm containers of a language are kept when nobody
	// runs anything, memory permitting: the second run finds one as well.
	atRest = 2

	// margin is the part of what was needed that is kept beyond it.
	margin = 1. / 4

	// fading is how fast a want for containers is forgotten. It tells a burst,
	// for which a larger pool is of use, from a load that lasts, in which a
	// pool of any size runs empty.
	fading = 10 * time.Second

	// quietTime is how long the pool must have been larger than was needed
	// before it shrinks, each time to the half at most.
	quietTime = 5 * time.Minute
)

// demand decides how many warm containers of each language there should be. It
// is a policy and nothing else: it knows of no engine, is told what happens and
// when, and is for one goroutine at a time.
//
// What a language needs is seen from its shortage: how many containers were
// taken, or asked for in vain, that have not been replaced. The highest
// shortage is the smallest pool that would have missed nothing. The pool grows
// at once when that rises, and shrinks in steps after quiet times, so a load
// that comes back within one leaves the size alone.
type demand struct {
	languages []string // the first are the last to go without
	fixed     int      // how many of each, or Adaptive
	budget    int64    // bytes that all warm containers may take, if Adaptive
	of        map[string]*appetite
}

// appetite is what one language has needed.
type appetite struct {
	shortage float64   // of containers, at the time at
	at       time.Time // of the last change
	want     int       // warm containers, if memory permits
	peak     int       // highest shortage that a job has met since
	since    time.Time // when want was changed or confirmed
	expense  expense
}

func newDemand(languages []string, fixed int, budget int64, now time.Time) *demand {
	d := &demand{languages: languages, fixed: fixed, budget: budget, of: map[string]*appetite{}}
	for _, language := range languages {
		d.of[language] = &appetite{at: now, since: now, want: atRest}
	}
	return d
}

// took notes that a job asked for a container of the language, and whether or
// not it got one.
func (d *demand) took(language string, now time.Time) {
	a := d.of[language]
	a.fade(now)
	a.shortage++
	a.peak = max(a.peak, a.needed())
	if want := wantFor(a.needed()); want > a.want {
		a.want, a.peak, a.since = want, 0, now
	}
}

// refilled notes that a warm container of the language has been added, which
// takes so many bytes.
func (d *demand) refilled(language string, bytes int64, now time.Time) {
	a := d.of[language]
	a.fade(now)
	a.shortage = max(0, a.shortage-1)
	a.expense.add(bytes)
}

// targets tells how many containers there should be of each language now, and
// which languages should have some and can have none.
func (d *demand) targets(now time.Time) (targets map[string]int, without []string) {
	targets = map[string]int{}
	if d.fixed != Adaptive {
		for _, language := range d.languages {
			targets[language] = d.fixed
		}
		return targets, nil
	}
	claims := make([]claim, len(d.languages))
	for i, language := range d.languages {
		a := d.of[language]
		a.calmDown(now)
		claims[i] = claim{a.want, d.cost(language)}
	}
	for i, n := range shares(claims, d.budget) {
		targets[d.languages[i]] = n
		if n == 0 {
			without = append(without, d.languages[i])
		}
	}
	return targets, without
}

// cost is what one more container of the language may take, in bytes.
func (d *demand) cost(language string) int64 { return d.of[language].expense.cost() }

// fits tells whether a container of the language may come to others that take
// held bytes.
func (d *demand) fits(language string, held int64) bool {
	return d.fixed != Adaptive || held+d.cost(language) <= d.budget
}

func (a *appetite) fade(now time.Time) {
	a.shortage *= math.Exp(-now.Sub(a.at).Seconds() / fading.Seconds())
	a.at = now
}

// needed is the shortage in whole containers.
func (a *appetite) needed() int { return int(math.Ceil(a.shortage - 1e-6)) }

// calmDown shrinks what is wanted if much more than was needed for quietTime.
func (a *appetite) calmDown(now time.Time) {
	if now.Sub(a.since) < quietTime {
		return
	}
	if want := max(wantFor(a.peak), a.want/2); want <= a.want*3/4 {
		a.want = want
	}
	a.peak, a.since = 0, now
}

// wantFor is how many containers to keep where so many were needed.
func wantFor(needed int) int {
	return max(atRest, needed+int(math.Ceil(float64(needed)*margin)))
}
