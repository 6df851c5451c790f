package docker

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// ReapOwn removes the containers that an earlier life of this worker left. What the
// engine does not remove is owed from then on.
func (sb *Sandbox) ReapOwn(ctx context.Context) error {
	return sb.reap(ctx, labelWorker+"="+sb.cfg.WorkerID, func(c container.Summary) bool {
		return c.Labels[labelLife] != sb.cfg.Life
	})
}

// ReapExpired removes the containers, of whichever worker, that should have
// been gone for long.
func (sb *Sandbox) ReapExpired(ctx context.Context) error {
	now := time.Now().Unix()
	return sb.reap(ctx, labelExpires, func(c container.Summary) bool {
		expires, err := strconv.ParseInt(c.Labels[labelExpires], 10, 64)
		return err == nil && expires < now
	})
}

func (sb *Sandbox) reap(ctx context.Context, label string, due func(container.Summary) bool) error {
	list, err := sb.engine.ContainerList(ctx, container.ListOptions{
		All:     true,
		Filters: filters.NewArgs(filters.Arg("label", label)),
	})
	if err != nil {
		return fmt.Errorf("list leftover containers: %w", err)
	}
	for _, c := range list {
		if !due(c) {
			continue
		}
		sb.cfg.Log.Info().Str("container", c.ID).Msg("removing a container left behind")
		if err := removeWithin(ctx, sb.engine, c.ID); err != nil {
			sb.owe(c.ID, err)
		}
	}
	return ctx.Err()
}
