package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// ReapOwn removes the containers that an earlier life of this worker left. What the
// engine does not remove is owed from then on.
func (sb *Sandbox) ReapOwn(ctx context.Context) error {
	left, err := sb.reap(ctx, labelWorker+"="+sb.cfg.WorkerID, func(c container.Summary) bool {
		return c.Labels[labelLife] != sb.cfg.Life
	})
	for id, err := range left {
		sb.owe(id, err)
	}
	return err
}

// ReapExpired removes the containers, of whichever worker, that should have
// been gone for long.
func (sb *Sandbox) ReapExpired(ctx context.Context) error {
	now := time.Now().Unix()
	left, err := sb.reap(ctx, labelExpires, func(c container.Summary) bool {
		expires, err := strconv.ParseInt(c.Labels[labelExpires], 10, 64)
		return err == nil && expires < now
	})
	maps.DeleteFunc(left, func(_ string, err error) bool { return errors.Is(err, errGoing) }) // others see to it
	return errors.Join(append(slices.Collect(maps.Values(left)), err)...)
}

// reap removes the containers with a label that are due, and returns those that are
// left, and why.
func (sb *Sandbox) reap(ctx context.Context, label string, due func(container.Summary) bool) (left map[string]error, err error) {
	list, err := sb.engine.ContainerList(ctx, container.ListOptions{
		All:     true,
		Filters: filters.NewArgs(filters.Arg("label", label)),
	})
	if err != nil {
		return nil, fmt.Errorf("list leftover containers: %w", err)
	}
	left = map[string]error{}
	for _, c := range list {
		if !due(c) {
			continue
		}
		sb.cfg.Log.Info().Str("container", c.ID).Msg("removing a container left behind")
		if err := removeWithin(ctx, sb.engine, c.ID); err != nil {
			left[c.ID] = err
		}
	}
	return left, ctx.Err()
}
