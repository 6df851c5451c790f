package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
)

// played is a sandbox that the test plays.
type played func(ctx context.Context, job executor.Job) (executor.Result, error)

func (p played) Run(ctx context.Context, job executor.Job) (executor.Result, error) {
	return p(ctx, job)
}

// counted is a worker whose executions are counted.
type counted struct {
	t        *testing.T
	registry *prometheus.Registry
	store    countedStore
	runs     *runMetrics
	play     played
}

func newCounted(t *testing.T) *counted {
	t.Helper()
	c := &counted{t: t, registry: prometheus.NewRegistry()}
	c.runs = newMetrics(c.registry, zerolog.Nop()).runs(languageNames{"python"})
	c.store = countedStore{executortest.NewStore(), c.runs}
	return c
}

// handle has the worker make an attempt at the execution.
func (c *counted) handle(ctx context.Context, id uuid.UUID) {
	c.t.Helper()
	worker := executor.NewWorker(executor.WorkerConfig{
		ID: "w", Store: c.store, Sandbox: countedSandbox{c.play, c.runs}, Publisher: new(executor.Hub),
		Cancellations: new(executor.Cancellations), RunTimeout: time.Second, Log: zerolog.Nop(),
	})
	if err := c.runs.handler(worker.Handle)(ctx, executor.Task{ExecutionID: id}); err != nil {
		c.t.Errorf("Handle() = %v, want nil", err)
	}
}

// submit stores an execution.
func (c *counted) submit(language string) uuid.UUID {
	c.t.Helper()
	session := executor.Session{ID: uuid.New(), Status: executor.SessionActive}
	e := executor.Execution{ID: uuid.New(), SessionID: session.ID, Code: "x", Language: language, Status: executor.StatusQueued}
	store := c.store.workerStore.(*executortest.MemoryStore)
	if err := errors.Join(store.CreateSession(c.t.Context(), session), store.CreateExecution(c.t.Context(), e, executor.Input{})); err != nil {
		c.t.Fatal(err)
	}
	return e.ID
}

// wantEnds compares how many executions have ended, by language and
// termination.
func (c *counted) wantEnds(want map[[2]string]float64) {
	c.t.Helper()
	for _, language := range []string{"python", "other"} {
		for _, termination := range terminations {
			key := [2]string{language, string(termination)}
			if got := testutil.ToFloat64(c.runs.ends.WithLabelValues(key[:]...)); got != want[key] {
				c.t.Errorf("%v ends of %v, want %v", got, key, want[key])
			}
		}
	}
}

// observed tells how often a histogram was, and the sum.
func observed(t *testing.T, o prometheus.Observer) (count uint64, sum float64) {
	t.Helper()
	var m dto.Metric
	if err := o.(prometheus.Metric).Write(&m); err != nil {
		t.Fatal(err)
	}
	return m.GetHistogram().GetSampleCount(), m.GetHistogram().GetSampleSum()
}

func exited(context.Context, executor.Job) (executor.Result, error) {
	return executor.Result{Termination: executor.TerminationExited, StartedAt: time.Now(), WallTime: 250 * time.Millisecond}, nil
}

// TestEndsAreCountedOnce: however often a task is delivered.
func TestEndsAreCountedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCounted(t)
		c.play = func(ctx context.Context, job executor.Job) (executor.Result, error) {
			if got := testutil.ToFloat64(c.runs.running); got != 1 {
				t.Errorf("running = %v beside a program, want 1", got)
			}
			return exited(ctx, job)
		}
		id, foreign := c.submit("python"), c.submit("cobol")
		<-time.After(3 * time.Second)
		for range 3 {
			c.handle(t.Context(), id)
		}
		c.handle(t.Context(), foreign)
		c.wantEnds(map[[2]string]float64{{"python", "exited"}: 1, {"other", "exited"}: 1})
		if count, sum := observed(t, c.runs.waits); count != 2 || sum != 6 {
			t.Errorf("%d waits of %v s in all, want 2 of 6 s", count, sum)
		}
		if count, sum := observed(t, c.runs.runs.WithLabelValues("python")); count != 1 || sum != .25 {
			t.Errorf("%d runs of %v s in all, want 1 of 0.25 s", count, sum)
		}
		if got := testutil.ToFloat64(c.runs.running); got != 0 {
			t.Errorf("running = %v in the end, want 0", got)
		}
	})
}

// TestFailuresOfThePlatformAreCounted: each as an error, the last one as the
// end; a shutdown is neither.
func TestFailuresOfThePlatformAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCounted(t)
		ctx, cancel := context.WithCancel(t.Context())
		c.play = func(ctx context.Context, _ executor.Job) (executor.Result, error) {
			cancel()
			return executor.Result{}, ctx.Err()
		}
		id := c.submit("python")
		c.handle(ctx, id)
		c.wantEnds(nil)
		c.play = func(context.Context, executor.Job) (executor.Result, error) {
			return executor.Result{}, errors.New("no engine")
		}
		for range executor.MaxFailures {
			c.handle(t.Context(), id)
			<-time.After(time.Minute)
		}
		c.wantEnds(map[[2]string]float64{{"python", "sandbox_error"}: 1})
		if got := testutil.ToFloat64(c.runs.errors.WithLabelValues("python")); got != executor.MaxFailures {
			t.Errorf("%v sandbox errors, want %d", got, executor.MaxFailures)
		}
	})
}

// TestLostExecutionsAreCounted: with the language that the reconciler has not.
func TestLostExecutionsAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCounted(t)
		id := c.submit("python")
		if _, err := c.store.Claim(t.Context(), executor.Claim{ExecutionID: id, WorkerID: "dead", Lease: time.Second, MaxFailures: 1}); err != nil {
			t.Fatal(err)
		}
		if err := c.store.Abandon(t.Context(), id, executor.TerminationLost); !errors.Is(err, executor.ErrFenced) {
			t.Fatalf("Abandon() of a leased one = %v, want ErrFenced", err)
		}
		<-time.After(2 * time.Second)
		if err := c.store.Abandon(t.Context(), id, executor.TerminationLost); err != nil {
			t.Fatal(err)
		}
		c.wantEnds(map[[2]string]float64{{"python", "lost"}: 1})
	})
}

// TestMetricsAreWellFormed registers all there are, and one more as anyone may.
func TestMetricsAreWellFormed(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	m := newMetrics(registry, zerolog.Nop())
	pool := m.pool(languageNames{"python"})
	m.runs(languageNames{"python"})
	m.requests()("/healthz", 204, time.Second)
	m.watchQueue(func(context.Context) (int, error) { return 0, errors.New("away") })
	m.gauge("canary_seconds", "A gauge of another part.", func() float64 { return 7 }, "language", "python")
	pool.Taken("python", true)
	pool.Taken("cobol", false)
	pool.Refilled("python", time.Second, nil)
	pool.Refilled("python", time.Second, errors.New("no engine"))
	problems, err := testutil.GatherAndLint(registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("GatherAndLint() = %v, %v, want no problems", problems, err)
	}
	w := httptest.NewRecorder()
	m.handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	for _, want := range []string{
		`livecode_canary_seconds{language="python"} 7`,
		`livecode_http_request_duration_seconds_count{route="/healthz",status="2xx"} 1`,
		`livecode_queue_depth NaN`,
		`livecode_refill_failures_total{language="python"} 1`,
		`livecode_refill_seconds_sum{language="python"} 1`,
		`livecode_warm_hits_total{language="python"} 1`,
		`livecode_warm_misses_total{language="other"} 1`,
		`livecode_warm_misses_total{language="python"} 0`,
	} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}
