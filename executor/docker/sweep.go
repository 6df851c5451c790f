package docker

import (
	"context"
	"errors"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// Sweep removes the containers that a dead process, which called itself life,
// has left. One that is killed between making a container and starting it
// leaves one that no runner will ever end, and the engine may still make the
// one that it was asked for last; so Sweep looks again and again, for as long
// as the engine may take over one request.
func Sweep(ctx context.Context, engine *Engine, life string) error {
	const looks, pause = 8, 250 * time.Millisecond
	tick := time.NewTicker(pause)
	defer tick.Stop()
	var errs []error
	for range looks {
		errs = append(errs, sweepOnce(ctx, engine, life))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return errors.Join(errs...)
}

func sweepOnce(ctx context.Context, engine *Engine, life string) error {
	list, err := engine.ContainerList(ctx, container.ListOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("label", labelLife+"="+life)),
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range list {
		errs = append(errs, forceRemove(ctx, engine, c.ID))
	}
	return errors.Join(errs...)
}
