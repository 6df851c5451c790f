package executor

import (
	"sync"
	"testing"

	"github.com/google/uuid"
)

func TestHubWakesTheWatchersOfOneExecution(t *testing.T) {
	t.Parallel()
	var h Hub
	a, b := uuid.New(), uuid.New()
	first, stopFirst := h.Subscribe(a)
	second, stopSecond := h.Subscribe(a)
	other, stopOther := h.Subscribe(b)
	defer stopSecond()

	h.Publish(t.Context(), Event{a, StatusRunning})
	h.Publish(t.Context(), Event{a, StatusCompleted}) // joins the first
	<-first
	<-second
	select {
	case <-other:
		t.Error("an event woke the watcher of another execution")
	case <-first:
		t.Error("two events with nobody listening gave two wake-ups")
	default:
	}
	stopFirst()
	stopOther()
	h.Publish(t.Context(), Event{a, StatusCompleted})
	<-second
	if len(h.watchers) != 1 || len(h.watchers[a]) != 1 {
		t.Errorf("watchers = %v, want the one that has not stopped", h.watchers)
	}
}

func TestHubWakesForTheEndAlone(t *testing.T) {
	t.Parallel()
	var h Hub
	id := uuid.New()
	wake, stop := h.SubscribeEnd(id)
	defer stop()
	h.Publish(t.Context(), Event{id, StatusRunning})
	select {
	case <-wake:
		t.Error("the beginning woke the watcher of the end")
	default:
	}
	h.Publish(t.Context(), Event{id, StatusFailed})
	<-wake
	h.WakeAll()
	<-wake
}

// TestHubLosesNoEventToARace: whoever subscribes before the event is woken by
// it, however many come and go.
func TestHubLosesNoEventToARace(t *testing.T) {
	t.Parallel()
	var h Hub
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			id := uuid.New()
			wake, stop := h.Subscribe(id)
			defer stop()
			go h.Publish(t.Context(), Event{id, StatusCompleted})
			<-wake
		})
	}
	all.Wait()
	if len(h.watchers) != 0 {
		t.Errorf("%d watchers left, want 0", len(h.watchers))
	}
}
