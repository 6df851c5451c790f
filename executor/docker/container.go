package docker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
)

// sandboxContainer is one started container with its runner's streams.
type sandboxContainer struct {
	engine *Engine
	id     string
	stream types.HijackedResponse

	// stays says that the engine does not remove the container at its end.
	stays bool

	// gone is closed when the container has been removed, which with
	// AutoRemove follows its end, or has ended if it stays, or when that
	// cannot be known. Then exitCode and lost tell which, and left whether the
	// engine could not remove it.
	gone     chan struct{}
	exitCode int64
	lost     error
	left     bool
	unwait   context.CancelFunc

	killed bool // see kill
}

// startContainer makes and starts one container of s. On error nothing of it
// is left, or is owed.
//
// It goes on when ctx is cancelled, and lets go of the container afterwards: a
// request that is cut off leaves it open whether the engine has made the
// container. It heeds the deadline of ctx all the same.
func (sb *Sandbox) startContainer(ctx context.Context, s spec) (_ *sandboxContainer, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within(ctx, setUpTimeout))
	defer cancel()

	c := &sandboxContainer{engine: sb.engine, stays: isGVisor(s.runtime)}
	if c.id, err = sb.create(ctx, s); err != nil {
		return nil, fmt.Errorf("create container: %w", err)
	}
	defer func() {
		if err == nil {
			return
		}
		if e := c.abort(ctx); e != nil {
			sb.owe(c.id, e)
		}
	}()
	c.stream, err = sb.engine.ContainerAttach(ctx, c.id, container.AttachOptions{
		Stream: true, Stdin: true, Stdout: true, Stderr: true,
	})
	if err != nil {
		return nil, fmt.Errorf("attach to container: %w", err)
	}
	c.await(ctx)
	if err := sb.engine.ContainerStart(ctx, c.id, container.StartOptions{}); err != nil {
		return nil, fmt.Errorf("start container: %w", err)
	}
	return c, nil
}

// await registers the wait for the container's removal, or its end if it stays.
func (c *sandboxContainer) await(ctx context.Context) {
	ctx, c.unwait = context.WithCancel(context.WithoutCancel(ctx))
	condition := container.WaitConditionRemoved
	if c.stays {
		condition = container.WaitConditionNextExit
	}
	removed, failed := c.engine.ContainerWait(ctx, c.id, condition)
	c.gone = make(chan struct{})
	go func() {
		defer close(c.gone)
		select {
		case end := <-removed:
			c.exitCode, c.left = end.StatusCode, end.Error != nil
		case c.lost = <-failed:
		}
	}()
}

// The user ids of sandboxes. They fit into the 65,536 ids of a user namespace.
const (
	firstUID = 10_000
	lastUID  = 59_999
)

// uidCursor walks through the user ids, from somewhere new in each process.
var uidCursor atomic.Uint32

func init() { uidCursor.Store(uint32(time.Now().UnixNano())) }

// create creates a container with a user id that no other live container of
// the engine has. The engine sees to that: the id is part of the container's
// name, and two containers cannot have the same one.
func (sb *Sandbox) create(ctx context.Context, s spec) (id string, err error) {
	for {
		s.uid = firstUID + int(uidCursor.Add(1)%(lastUID-firstUID+1))
		name := fmt.Sprintf("livecode-%d", s.uid)
		made, err := sb.engine.ContainerCreate(ctx, s.config(), s.hostConfig(), nil, nil, name)
		switch {
		case cerrdefs.IsConflict(err):
			continue
		case err != nil && !isAnswer(err):
			sb.suspect(name)
		}
		return made.ID, err
	}
}

// isAnswer reports whether the engine has said that it does not do what it was
// asked for; other errors leave that open.
func isAnswer(err error) bool {
	return cerrdefs.IsNotFound(err) || cerrdefs.IsInvalidArgument(err) || cerrdefs.IsInternal(err)
}

// abort removes a container that was not started in full.
func (c *sandboxContainer) abort(ctx context.Context) error {
	if c.unwait != nil {
		c.unwait()
	}
	if c.stream.Conn != nil {
		c.stream.Close()
	}
	return removeWithin(context.WithoutCancel(ctx), c.engine, c.id)
}

// dispose closes the stream, at which a runner that still lives exits, and
// returns when the container is gone. It goes on when ctx has ended.
func (c *sandboxContainer) dispose(ctx context.Context) error {
	defer c.unwait()
	c.stream.Close()
	if c.waitGone(removeTimeout) == nil && !c.stays && !c.left {
		return nil
	}
	return removeWithin(context.WithoutCancel(ctx), c.engine, c.id)
}

// errStillThere says that a container whose stream has ended did not end.
var errStillThere = errors.New("container did not end")

// within is d, or as long as there is until the deadline of ctx if that is less.
func within(ctx context.Context, d time.Duration) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return min(d, time.Until(deadline))
	}
	return d
}

// waitGone waits until the container is gone, but not for longer than that.
func (c *sandboxContainer) waitGone(timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return c.awaitGone(ctx)
}

// awaitGone waits until the container is gone, or ctx has ended.
func (c *sandboxContainer) awaitGone(ctx context.Context) error {
	select {
	case <-c.gone:
		return c.lost
	case <-ctx.Done():
		return errStillThere
	}
}

// kill ends the container at once, and its stream in any case; AutoRemove does
// the rest. Its error says that the engine does not do what it is told, or does not
// say so. It is done once.
func (c *sandboxContainer) kill(ctx context.Context) error {
	if c.killed {
		return nil
	}
	c.killed = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goneTimeout)
	defer cancel()
	there := make(chan bool, 1)
	if c.stays {
		go func() { there <- answers(ctx, c.engine) }()
	}
	err := c.engine.ContainerKill(ctx, c.id, "KILL")
	c.stream.Close()
	switch {
	case cerrdefs.IsNotFound(err), cerrdefs.IsConflict(err):
		return nil // it has ended
	case c.stays && errors.Is(err, context.DeadlineExceeded) && <-there:
		return nil // see [forGVisor]
	default:
		return err
	}
}

// errGoing says that the engine has begun to remove a container before. It may
// yet fail.
var errGoing = errors.New("the engine is about to remove the container")

// removeWithin is forceRemove with the time that it may take.
func removeWithin(ctx context.Context, engine *Engine, id string) error {
	ctx, cancel := context.WithTimeout(ctx, removeTimeout)
	defer cancel()
	return forceRemove(ctx, engine, id)
}

// forceRemove removes a container whatever its state. One that is gone already is
// no error.
func forceRemove(ctx context.Context, engine *Engine, id string) error {
	err := engine.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	switch {
	case cerrdefs.IsNotFound(err):
		return nil
	case cerrdefs.IsConflict(err):
		return errGoing
	default:
		return err
	}
}
