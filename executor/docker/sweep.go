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
// as the engine may take over one request, and waits for one that is away.
func Sweep(ctx context.Context, life string) error {
	const looks, pause, patience = 8, 250 * time.Millisecond, 2 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	engine, err := dial()
	if err != nil {
		return err
	}
	defer engine.Close()
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for done := 0; done < looks; {
		if err = sweepOnce(ctx, engine, life); err == nil {
			done++
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
	}
	return nil
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
