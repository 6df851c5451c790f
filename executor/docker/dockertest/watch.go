package dockertest

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"

	"github.com/edtronaut/livecode/executor/docker"
)

// Container is one of a worker's containers.
type Container struct {
	ID    string
	State string // such as "running"
}

// List lists a worker's containers.
func List(t testing.TB, worker string) []Container {
	t.Helper()
	return ListOn(t, Engine(t), worker)
}

// ListOn is List for an engine that need not be the usual one.
func ListOn(t testing.TB, engine *docker.Engine, worker string) []Container {
	t.Helper()
	list, err := engine.ContainerList(context.Background(), container.ListOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("label", "livecode.worker="+worker)),
	})
	if err != nil {
		t.Fatal(err)
	}
	found := make([]Container, len(list))
	for i, c := range list {
		found[i] = Container{ID: c.ID, State: c.State}
	}
	return found
}

// Watcher remembers all containers that a worker has made.
type Watcher struct {
	mu   sync.Mutex
	uids map[string]int // by id
}

// Watch remembers the containers that worker makes until the test ends, and
// those that it has made within the last minute.
func Watch(t testing.TB, worker string) *Watcher {
	t.Helper()
	w := &Watcher{uids: map[string]int{}}
	ctx, stop := context.WithCancel(context.Background())
	news, failed := Engine(t).Events(ctx, events.ListOptions{
		Since: strconv.FormatInt(time.Now().Add(-time.Minute).Unix(), 10),
		Filters: filters.NewArgs(
			filters.Arg("label", "livecode.worker="+worker), filters.Arg("event", string(events.ActionCreate)),
		),
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case e := <-news:
				w.add(e)
			case err := <-failed:
				if ctx.Err() == nil {
					t.Errorf("the engine's events ended: %v", err)
				}
				return
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	return w
}

// add notes a container, whose name ends with its user id.
func (w *Watcher) add(e events.Message) {
	uid, err := strconv.Atoi(strings.TrimPrefix(e.Actor.Attributes["name"], "livecode-"))
	if err != nil {
		uid = -1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.uids[e.Actor.ID] = uid
}

// Seen returns the user id of each container made so far, by the container's id.
func (w *Watcher) Seen() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.uids)
}
