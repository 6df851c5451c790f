package queue_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// TestPausedServersLeaveTasksToOthers: what comes while one of two servers
// pauses goes to the other; when both pause, it waits for whoever resumes.
func TestPausedServersLeaveTasksToOthers(t *testing.T) {
	t.Parallel()
	r := open(t, redistest.New(t))
	paused, other := newTwin(r, 2, zerolog.Nop()), newTwin(r, 2, zerolog.Nop())
	byPaused, byOther := collect(t, paused.Server), collect(t, other.Server)
	const n = 20
	for round := range 3 {
		paused.Pause()
		for range n {
			enqueue(t, paused.Client, newID(), 1)
		}
		for range n {
			receive(t, byOther, "a task by the server that does not pause")
		}
		if len(byPaused) > 0 {
			t.Fatalf("round %d: the server took %d tasks during its pause", round, len(byPaused))
		}
		other.Pause()
		id := newID()
		enqueue(t, paused.Client, id, 1)
		paused.Resume()
		if got := receive(t, byPaused, "a task by the server that resumes"); got != id {
			t.Errorf("round %d: the server resumed with %s, want %s", round, got, id)
		}
		other.Resume()
	}
}

// TestPausedServerTouchesNoTask: neither one that has asked for tasks before it
// pauses, and waits to be told of one, nor one that starts with a pause.
func TestPausedServerTouchesNoTask(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	r := open(t, url)
	asked, started := newTwin(r, 2, zerolog.Nop()), newTwin(r, 2, zerolog.Nop())
	got := collect(t, asked.Server)
	enqueue(t, asked.Client, newID(), 1)
	receive(t, got, "a task before the pause")
	wantNoTasks(t, url)
	<-time.After(50 * time.Millisecond) // long enough to ask, and short of a rest
	asked.Pause()
	started.Pause()
	collect(t, started.Server)
	const each = 2 * queue.DefaultCheckInterval / 5 // all of them together are two rests
	for n := range int64(5) {
		enqueue(t, asked.Client, newID(), 1)
		wantPending(t, url, n+1, each)
	}
}

// wantPending wants so many tasks to wait, all the time.
func wantPending(t *testing.T, url string, want int64, during time.Duration) {
	t.Helper()
	c, over, look := redistest.Dial(t, url), time.After(during), time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		n, err := c.LLen(t.Context(), "asynq:{code-execution}:pending").Result()
		if n != want || err != nil {
			t.Fatalf("%d tasks wait, %v, want %d: a server that pauses has taken some", n, err, want)
		}
		select {
		case <-over:
			return
		case <-look.C:
		}
	}
}

// TestPauseWhileTasksCome: no task is lost to a pause that begins while it is
// being fetched.
func TestPauseWhileTasksCome(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	r := open(t, url)
	q := newTwin(r, 4, zerolog.Nop())
	got := collect(t, q.Server)
	left := map[uuid.UUID]bool{}
	for range 50 {
		id := newID()
		left[id] = true
		enqueue(t, q.Client, id, 1)
		q.Pause()
		q.Resume()
	}
	for len(left) > 0 {
		delete(left, receive(t, got, "a task that came while pauses began"))
	}
	wantNoTasks(t, url)
}
