package docker

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// suspectFor is how long the engine may take over a request that nobody waits for
// any more.
const suspectFor = 2 * time.Minute

// suspect notes the name of a container that there may be, or may yet be: the
// engine has not said that it could not make it.
func (sb *Sandbox) suspect(name string) {
	sb.owed.mu.Lock()
	defer sb.owed.mu.Unlock()
	if sb.owed.suspects == nil {
		sb.owed.suspects = map[string]time.Time{}
	}
	sb.owed.suspects[name] = time.Now().Add(suspectFor)
}

// search looks for suspects. One that is there is owed.
func (sb *Sandbox) search(ctx context.Context) {
	if !sb.owed.suspicious() {
		return
	}
	list, err := sb.engine.ContainerList(ctx, container.ListOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("label", labelLife+"="+sb.cfg.Life)),
	})
	if err != nil {
		return // the engine is away
	}
	for _, c := range list {
		for _, name := range c.Names {
			sb.owed.convict(strings.TrimPrefix(name, "/"), c.ID)
		}
	}
	sb.owed.acquit(time.Now())
}

// suspicious reports whether there are suspects.
func (o *owed) suspicious() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.suspects) > 0
}

// convict has a container that is there be removed if it is a suspect.
func (o *owed) convict(name, id string) {
	o.mu.Lock()
	_, suspected := o.suspects[name]
	delete(o.suspects, name)
	o.mu.Unlock()
	if suspected {
		o.add(id)
	}
}

// acquit forgets the suspects that have been looked for long enough.
func (o *owed) acquit(now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.suspects, func(_ string, until time.Time) bool { return now.After(until) })
}
