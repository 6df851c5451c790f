package queue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// startHub returns a hub that hears the others, until t ends.
func startHub(t *testing.T, url string, log zerolog.Logger) *queue.Hub {
	t.Helper()
	h := queue.NewHub(open(t, url), log)
	wake, stop := h.Subscribe(newID())
	defer stop()
	h.Start()
	t.Cleanup(func() { h.Shutdown(context.WithoutCancel(t.Context())) })
	receive(t, wake, "the subscription, which wakes all")
	return h
}

func completed(id uuid.UUID) executor.Event {
	return executor.Event{ExecutionID: id, Status: executor.StatusCompleted}
}

func TestHubsWakeEachOthersWatchers(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	here, there := startHub(t, url, zerolog.Nop()), startHub(t, url, zerolog.Nop())
	id := newID()
	a, stopA := here.Subscribe(id)
	defer stopA()
	b, stopB := there.Subscribe(id)
	defer stopB()
	other, stopOther := there.Subscribe(newID())
	defer stopOther()
	for range 3 {
		here.Publish(t.Context(), completed(id))
		receive(t, a, "the watcher here")
		receive(t, b, "the watcher there")
	}
	if len(other) > 0 {
		t.Error("the watcher of another execution was woken")
	}
}

// TestHubHearsItselfOnce: Redis brings a process its own messages back, which
// wake nobody. They come in order, so that after another's message the own one
// has been there.
func TestHubHearsItselfOnce(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	here, there := startHub(t, url, zerolog.Nop()), startHub(t, url, zerolog.Nop())
	own, others := newID(), newID()
	a, stopA := here.Subscribe(own)
	defer stopA()
	b, stopB := here.Subscribe(others)
	defer stopB()
	echo, stopEcho := there.Subscribe(own)
	defer stopEcho()
	here.Publish(t.Context(), completed(own))
	receive(t, a, "the watcher here")
	receive(t, echo, "the message at the other")
	there.Publish(t.Context(), completed(others))
	receive(t, b, "the watcher of the other event")
	if len(a) > 0 {
		t.Error("an event woke the watcher in its own process twice")
	}
}

// TestHubsCarryCancellations: the worker that runs an execution hears that its
// end is asked for, wherever that was, and who waits for it is not woken.
func TestHubsCarryCancellations(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	here, there := startHub(t, url, zerolog.Nop()), startHub(t, url, zerolog.Nop())
	id := newID()
	near, stopNear := here.Cancellations().Subscribe(id)
	defer stopNear()
	far, stopFar := there.Cancellations().Subscribe(id)
	defer stopFar()
	waiter, stopWaiter := there.Subscribe(id)
	defer stopWaiter()
	here.Cancel(t.Context(), id)
	receive(t, near, "the worker here")
	receive(t, far, "the worker there")
	if len(waiter) > 0 {
		t.Error("who waits for the execution was woken")
	}
}

func TestHubIgnoresWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	here, there := startHub(t, url, zerolog.Nop()), startHub(t, url, zerolog.Nop())
	c := redistest.Dial(t, url)
	for _, junk := range []string{"", "  ", "x", "a b c", "a b c d", "a " + newID().String(), strings.Repeat("x", 1<<20), "\x00\xff"} {
		if err := c.Publish(t.Context(), "livecode:events", junk).Err(); err != nil {
			t.Fatalf("PUBLISH = %v", err)
		}
	}
	id := newID()
	wake, stop := there.Subscribe(id)
	defer stop()
	here.Publish(t.Context(), completed(id))
	receive(t, wake, "the event after junk")
}

// TestHubAfterAnOutage: whoever watched through it is woken, because the event
// may have come meanwhile, and events are heard again.
func TestHubAfterAnOutage(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]struct {
		begin, end func(*redistest.Server, testing.TB)
	}{
		"stopped": {(*redistest.Server).Stop, (*redistest.Server).Restart},
		"paused":  {(*redistest.Server).Pause, (*redistest.Server).Resume},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			var log record
			here, there := startHub(t, server.URL(), zerolog.Nop()), startHub(t, server.URL(), zerolog.New(&log))
			id := newID()
			wake, stop := there.Subscribe(id)
			defer stop()
			outage.begin(server, t)
			eventually(t, "the hub notices", func() string { return lacks(log.String(), "not heard") })
			if len(wake) > 0 {
				t.Error("the watcher was woken during the outage")
			}
			outage.end(server, t)
			receive(t, wake, "the wake-up after the outage")
			eventually(t, "events are heard again", func() string {
				here.Publish(t.Context(), completed(id))
				if len(wake) == 0 {
					return "the watcher sleeps"
				}
				return ""
			})
		})
	}
}

// TestPublishWaitsForNothing: with Redis away it wakes watchers here at once,
// drops what it must, and says so once.
func TestPublishWaitsForNothing(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*redistest.Server, testing.TB){
		"stopped": (*redistest.Server).Stop, "paused": (*redistest.Server).Pause,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			var log record
			h := startHub(t, server.URL(), zerolog.New(&log))
			lose(server, t)
			id := newID()
			wake, stop := h.Subscribe(id)
			defer stop()
			start := time.Now()
			const events = 10_000
			for range events {
				h.Publish(t.Context(), completed(id))
				receive(t, wake, "the watcher here")
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("%d calls of Publish took %v", events, took)
			}
			eventually(t, "the trouble is told", func() string { return lacks(log.String(), "other processes") })
			if lines := strings.Count(log.String(), "\n"); lines > 2 {
				t.Errorf("the log has %d lines, want one or two:\n%s", lines, log.String())
			}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if err := bounded(t, "Shutdown", func() error { h.Shutdown(ctx); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestShutdownSendsWhatWasPublished: a worker's last events are not lost.
func TestShutdownSendsWhatWasPublished(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	there := startHub(t, url, zerolog.Nop())
	here := queue.NewHub(open(t, url), zerolog.Nop())
	here.Start()
	var wakes []<-chan struct{}
	for range 200 {
		id := newID()
		wake, stop := there.Subscribe(id)
		defer stop()
		wakes = append(wakes, wake)
		here.Publish(t.Context(), completed(id))
	}
	here.Shutdown(t.Context())
	for _, wake := range wakes {
		receive(t, wake, "an event published before the shutdown")
	}
	here.Publish(t.Context(), completed(newID())) // harmless
}
