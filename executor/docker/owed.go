package docker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// owed are the containers that the engine would not remove when it was asked
// to, as when it is away. They are asked for until they are gone. And it is those
// that it was asked to make, and has not said whether it did: it may do so later,
// when nobody waits for it any more.
type owed struct {
	mu       sync.Mutex
	ids      map[string]struct{}
	suspects map[string]time.Time // names, and until when they are looked for
}

func (o *owed) add(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ids == nil {
		o.ids = map[string]struct{}{}
	}
	o.ids[id] = struct{}{}
}

func (o *owed) list() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := make([]string, 0, len(o.ids))
	for id := range o.ids {
		ids = append(ids, id)
	}
	return ids
}

// doubt is an error if there may yet be containers that the engine has not said
// it made.
func (o *owed) doubt() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n := len(o.suspects); n > 0 {
		return fmt.Errorf("the engine may yet make %d containers that it was asked for", n)
	}
	return nil
}

func (o *owed) drop(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.ids, id)
}

// settle tries once to remove what is owed, and returns how much is left.
func (sb *Sandbox) settle(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, removeTimeout)
	defer cancel()
	sb.search(ctx)
	for _, id := range sb.owed.list() {
		switch err := forceRemove(ctx, sb.engine, id); {
		case err == nil:
			sb.owed.drop(id)
		case !errors.Is(err, errGoing):
			return len(sb.owed.list()) // the engine is still away
		}
	}
	return len(sb.owed.list())
}

// owe notes that a container could not be removed, or is not gone yet.
func (sb *Sandbox) owe(id string, err error) {
	if !errors.Is(err, errGoing) {
		sb.cfg.Log.Warn().Err(err).Str("container", id).Msg("container was not removed; trying again")
	}
	sb.owed.add(id)
}

// closePatience is how long Close tries to settle.
const closePatience = 2 * time.Second

// settleAll tries for a while to remove what is owed.
func (sb *Sandbox) settleAll() error {
	deadline := time.Now().Add(closePatience)
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		left := sb.settle(context.Background())
		if left == 0 {
			return sb.owed.doubt()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d containers are not removed yet", left)
		}
		<-again.C
	}
}
