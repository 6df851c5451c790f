package docker

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// yard is a gate in use, in synctest's time. It notes when chores begin.
type yard struct {
	*gate

	t      *testing.T
	start  time.Time
	chores sync.WaitGroup

	mu     sync.Mutex
	began  []time.Duration // since start, in order
	kinds  []kind          // likewise
	atWork int
	most   int // chores at work at once
}

func newYard(t *testing.T, lanes int) *yard {
	t.Helper()
	return &yard{gate: newGate(lanes), t: t, start: time.Now()}
}

// program runs a program for so long.
func (y *yard) program(long time.Duration) {
	defer y.enter()()
	<-time.After(long)
}

// chore asks for a chore that takes so long once it has begun.
func (y *yard) chore(k kind, long time.Duration) {
	asked := time.Now()
	y.chores.Go(func() {
		done := y.wait(context.Background(), k)
		defer done()
		y.begin(k, asked)
		<-time.After(long)
		y.end()
	})
	synctest.Wait() // it has asked
}

func (y *yard) end() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.atWork--
}

// begin notes a chore, and checks that its moment was one.
func (y *yard) begin(k kind, asked time.Time) {
	y.gate.mu.Lock()
	running, since := y.running, time.Since(y.ended)
	y.gate.mu.Unlock()
	y.mu.Lock()
	defer y.mu.Unlock()
	if waited := time.Since(asked); (running > 0 || since < calm) && waited < k.patience() {
		y.t.Errorf("at %v a chore began with %d programs running, %v after the last, having waited for %v", time.Since(y.start), running, since, waited)
	}
	y.atWork++
	y.most = max(y.most, y.atWork)
	y.began = append(y.began, time.Since(y.start))
	y.kinds = append(y.kinds, k)
}

// TestNoChoreBetweenTheProgramsOfABurst: as long as programs keep coming, none
// begins; then they do, one after the other.
func TestNoChoreBetweenTheProgramsOfABurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n, long, gap, work = 10, 10 * time.Millisecond, 30 * time.Millisecond, 100 * time.Millisecond
		y := newYard(t, 1)
		for i := range n {
			y.program(long)
			y.chore(removing, work)
			if i < n-1 {
				<-time.After(gap)
			}
		}
		last := time.Since(y.start)
		y.chores.Wait()
		var want []time.Duration
		for i := range n {
			want = append(want, last+calm+time.Duration(i)*work)
		}
		if !slices.Equal(y.began, want) {
			t.Errorf("programs until %v, chores at %v, want %v", last, y.began, want)
		}
	})
}

// TestChoresDoNotWaitForEver: beside programs without a break they begin when
// they are overdue, and so many at once that they do not pile up.
func TestChoresDoNotWaitForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const rate, work = 50 * time.Millisecond, 300 * time.Millisecond // six at once keep up
		y := newYard(t, 1)
		leave := y.enter()
		for range 200 {
			y.chore(removing, work)
			<-time.After(rate)
		}
		synctest.Wait()
		if len(y.began) == 0 || y.began[0] != quietPatience {
			t.Fatalf("%d began, at %v; want the first at %v", len(y.began), y.began, quietPatience)
		}
		if piled := 200 - len(y.began); piled > 40 || y.most > 10 {
			t.Errorf("%d of 200 still wait, %d were at work at once; want at most 40 and 10", piled, y.most)
		}
		leave()
		y.chores.Wait()
	})
}

// TestProvingWaitsLonger: beside programs without a break a proof begins late,
// and keeps no other chore from its moment; when there is calm, it begins, and
// before any removals.
func TestProvingWaitsLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, 1)
		leave := y.enter()
		y.chore(removing, 0)
		y.chore(proving, 0)
		y.chores.Wait()
		if want := []time.Duration{quietPatience, provingPatience}; !slices.Equal(y.began, want) {
			t.Errorf("beside a program, a removal and a proof began at %v, want %v", y.began, want)
		}
		y.chore(proving, 0)
		<-time.After(time.Second)
		leave()
		y.chores.Wait()
		if want := provingPatience + time.Second + calm; y.began[2] != want {
			t.Errorf("the next proof began at %v, want %v", y.began[2], want)
		}
		leave = y.enter()
		for _, k := range []kind{removing, removing, proving} {
			y.chore(k, time.Millisecond)
		}
		leave()
		y.chores.Wait()
		if want := []kind{proving, removing, removing}; !slices.Equal(y.kinds[3:], want) {
			t.Errorf("in calm, the order is %v, want %v", y.kinds[3:], want)
		}
	})
}

// TestMakingTakesTurnsWithRemoving: what a burst has left does not keep the
// next one from a full pool.
func TestMakingTakesTurnsWithRemoving(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, 1)
		y.program(time.Millisecond)
		for range 4 {
			y.chore(removing, time.Millisecond)
		}
		for range 2 { // as the pool does
			done := y.wait(t.Context(), making)
			y.begin(making, y.start)
			<-time.After(time.Millisecond)
			y.end()
			done()
			synctest.Wait()
		}
		y.chores.Wait()
		if want := []kind{making, removing, making, removing, removing, removing}; !slices.Equal(y.kinds, want) {
			t.Errorf("order %v, want %v", y.kinds, want)
		}
	})
}

// TestGateAtAnyTime: whatever comes when, no chore begins between programs
// before it is overdue, in calm no more are at work than there are lanes, and
// all have their turn.
func TestGateAtAnyTime(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			within := func(d time.Duration) time.Duration { return time.Duration(random.Int64N(int64(d))) }
			y := newYard(t, 1+random.IntN(3))
			var programs sync.WaitGroup
			for range 100 {
				<-time.After(within(100 * time.Millisecond))
				long := within(80 * time.Millisecond)
				programs.Go(func() { y.program(long) })
				synctest.Wait() // it has begun
				y.chore(kind(random.IntN(3)), within(200*time.Millisecond))
			}
			programs.Wait()
			y.chores.Wait() // or synctest finds the deadlock
			if len(y.began) != 100 || y.atWork != 0 {
				t.Errorf("seed %d: %d chores began, %d are at work; want 100, 0", seed, len(y.began), y.atWork)
			}
		})
	}
}

// TestGateLetsGo: a chore goes when its context ends or no program will follow,
// and one that hangs does not keep the others.
func TestGateLetsGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		leave := g.enter()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start := time.Now()
		g.wait(ctx, removing)()
		if took := time.Since(start); took != 0 {
			t.Errorf("a chore whose context has ended waited for %v", took)
		}
		leave()
		start = time.Now()
		hangs := g.wait(t.Context(), making)
		g.wait(t.Context(), removing)()
		if took := time.Since(start); took != calm+laneTime {
			t.Errorf("behind a chore that hangs the next one began after %v, want %v", took, calm+laneTime)
		}
		hangs()
		if g.atWork != 0 {
			t.Errorf("%d chores at work, want 0", g.atWork)
		}
		defer g.enter()()
		g.stayOpen()
		start = time.Now()
		g.wait(t.Context(), removing)()
		if took := time.Since(start); took != 0 {
			t.Errorf("a chore waited for %v at an open gate", took)
		}
	})
}
