package docker

import (
	"context"
	"maps"
	"time"

	cerrdefs "github.com/containerd/errdefs"
)

// suspectFor is how long the engine may take over a request that nobody waits for
// any more.
const suspectFor = 2 * time.Minute

// suspect notes the name of a container that there may be, or may yet be: the
// engine has failed to make it, or has not answered in time.
func (sb *Sandbox) suspect(name string) {
	sb.owed.mu.Lock()
	defer sb.owed.mu.Unlock()
	if sb.owed.suspects == nil {
		sb.owed.suspects = map[string]time.Time{}
	}
	sb.owed.suspects[name] = time.Now().Add(suspectFor)
}

// search looks for suspects. One that is there, and ours, is owed.
func (sb *Sandbox) search(ctx context.Context) {
	for name, until := range sb.owed.copySuspects() {
		found, err := sb.engine.ContainerInspect(ctx, name)
		switch {
		case err == nil && found.Config != nil && found.Config.Labels[labelLife] == sb.cfg.Life:
			sb.owed.add(found.ID)
		case err != nil && !cerrdefs.IsNotFound(err):
			return // the engine is away
		case time.Now().Before(until):
			continue
		}
		sb.owed.clear(name)
	}
}

func (o *owed) copySuspects() map[string]time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.suspects)
}

func (o *owed) clear(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.suspects, name)
}
