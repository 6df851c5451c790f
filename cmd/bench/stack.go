package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
)

// stack is an API with or without a worker, over a database and a queue of its
// own.
type stack struct {
	api, worker *process
	databaseURL string
	http        *http.Client
	undo
}

// openStack starts a stack. The name is that of its folder.
func (b *bench) openStack(ctx context.Context, name string, withWorker bool) (_ *stack, err error) {
	if b.stores == nil {
		if b.stores, err = startStores(ctx, b.dir); err != nil {
			return nil, err
		}
		b.later(b.stores.all)
	}
	s := &stack{http: newHTTPClient()}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close(ctx))
		}
	}()
	var redisURL string
	if s.databaseURL, redisURL, err = b.stores.fresh(ctx); err != nil {
		return nil, err
	}
	// Empty is not set; what may be set outside must not get in the way.
	shared := []string{"DATABASE_URL=" + s.databaseURL, "REDIS_URL=" + redisURL, "REDIS_HOST="}
	if withWorker {
		if s.worker, err = b.start(ctx, s, "worker", name, append(shared, b.workerSettings()...)); err != nil {
			return nil, err
		}
	}
	if s.api, err = b.start(ctx, s, "api", name, append(shared, apiSettings...)); err != nil {
		return nil, err
	}
	return s, b.nameStores(ctx)
}

// apiSettings have nothing refused: all clients of the benchmark come from one
// address, and section f leaves waiting what it submits.
var apiSettings = []string{"PORT=0", "MAX_QUEUED_PER_CLIENT=0", "MAX_QUEUED=0", "MAX_ACTIVE_PER_SESSION=0"}

// nameStores puts Postgres into the report, the first time.
func (b *bench) nameStores(ctx context.Context) error {
	if b.stores.made > 1 {
		return nil
	}
	version, err := b.stores.version(ctx)
	b.report.Machine.Software = append(b.report.Machine.Software, version)
	return err
}

func (b *bench) workerSettings() []string {
	set := []string{"PORT="}
	if b.plan.pool > 0 {
		set = append(set, "POOL_SIZE="+strconv.Itoa(b.plan.pool))
	}
	if b.plan.ociRuntime != "" {
		set = append(set, "SANDBOX_RUNTIME="+b.plan.ociRuntime)
	}
	return set
}

func (b *bench) start(ctx context.Context, s *stack, role, name string, environment []string) (*process, error) {
	p, err := startProcess(ctx, filepath.Join(b.programs, "livecode"), role, filepath.Join(b.dir, name+"-"+role), environment...)
	if err != nil {
		return nil, fmt.Errorf("start livecode %s: %w", role, err)
	}
	s.later(p.stop)
	return p, nil
}

// close ends the stack.
func (s *stack) close(ctx context.Context) error {
	s.http.CloseIdleConnections()
	return s.all(ctx)
}

// clients returns n clients of the stack, each with a session of its own.
func (s *stack) clients(ctx context.Context, n int) ([]*client, error) {
	list := make([]*client, n)
	for i := range list {
		var err error
		if list[i], err = newClient(ctx, s.http, s.api.url); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// client returns one client.
func (s *stack) client(ctx context.Context) (*client, error) {
	return newClient(ctx, s.http, s.api.url)
}

// service returns the stack that the sections share whose figures do not
// depend on what ran before.
func (b *bench) service(ctx context.Context) (*stack, error) {
	if b.shared != nil {
		return b.shared, nil
	}
	s, err := b.openStack(ctx, "service", true)
	if err != nil {
		return nil, err
	}
	b.shared = s
	b.later(func(ctx context.Context) error { return b.closeService(ctx) })
	return s, nil
}

// closeService ends the shared stack if there is one.
func (b *bench) closeService(ctx context.Context) error {
	if b.shared == nil {
		return nil
	}
	s := b.shared
	b.shared = nil
	return s.close(ctx)
}

// ownStack opens a stack for one section, with the shared one out of the way.
// The caller defers done with its error, to which that of closing is joined.
func (b *bench) ownStack(ctx context.Context, name string, withWorker bool) (_ *stack, done func(*error), err error) {
	if err := b.closeService(ctx); err != nil {
		return nil, nil, err
	}
	s, err := b.openStack(ctx, name, withWorker)
	return s, func(err *error) { *err = errors.Join(*err, s.close(ctx)) }, err
}
