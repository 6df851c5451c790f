package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/preflight"
	"github.com/edtronaut/livecode/persistence"
)

// Intervals of what a worker does in the background.
const (
	reconcileEvery = 2 * time.Second
	queuedGrace    = 5 * time.Second
	reapEvery      = time.Minute
)

// worker is everything that runs programs, wired and started.
type worker struct {
	transport *transport
	sandbox   *docker.Sandbox
	canary    *preflight.Canary
	sweeper   *sweeper
	engine    *docker.Engine
	runtimes  []docker.Runtime
	identity  *identity
	log       zerolog.Logger

	background sync.WaitGroup
	stop       context.CancelFunc // ends what runs in the background
}

// startWorker returns a worker that takes jobs as soon as its sandbox is fit, or
// says why this machine cannot run any. Whatever an earlier life of it left is
// dealt with first.
func startWorker(ctx context.Context, cfg config, store *persistence.Store, t *transport, m *metrics, log zerolog.Logger) (_ *worker, err error) {
	w := &worker{transport: t, log: log}
	if w.engine, err = docker.Connect(ctx); err != nil {
		return nil, err
	}
	if w.runtimes, err = ensureRuntimes(ctx, cfg, w.engine, sayInLog(log)); err != nil {
		return nil, err
	}
	if w.identity, err = takeIdentity(cfg.DataDir); err != nil {
		return nil, err
	}
	runtime, err := chooseRuntime(ctx, cfg, w.engine)
	if err != nil {
		return nil, err
	}
	memory, err := poolMemory(ctx, cfg, w.engine)
	if err != nil {
		return nil, err
	}
	life := rand.Text()
	if w.sweeper, err = startSweeper(life); err != nil {
		return nil, err
	}
	names := namesOf(w.runtimes)
	w.sandbox = docker.New(w.engine, docker.Config{
		WorkerID: w.identity.id, Life: life, Runtimes: w.runtimes, OCIRuntime: runtime,
		PoolSize: cfg.PoolSize, PoolMemory: memory, Observer: m.pool(names), Log: log,
	})
	m.watchPool(w.sandbox, names)
	if err := w.inherit(ctx, store); err != nil {
		return nil, err
	}
	if err := store.SaveRuntimes(ctx, told(w.runtimes)); err != nil {
		return nil, err
	}
	runs := m.runs(names)
	counted := countedStore{store, runs}
	w.makeCanary(cfg)
	handler := executor.NewWorker(executor.WorkerConfig{
		ID: w.identity.id, Store: counted, Sandbox: countedSandbox{w.sandbox, runs}, Publisher: t.publisher,
		Cancellations: t.cancellations, Outputs: t.output, Inputs: t.inputs, Queue: t.tasks, Doubt: w.canary.Doubt,
		RunTimeout: docker.RunTimeout(cfg.RunTimeout), Log: log,
	})
	w.canary.Probe(ctx)
	m.watchPreflight(w.canary)
	t.start(runs.handler(handler.Handle))
	w.startBackground(ctx, executor.NewReconciler(executor.ReconcilerConfig{
		Store: counted, Queue: t.tasks, Publisher: t.publisher, Inputs: t.inputs, Every: reconcileEvery, Grace: queuedGrace, Log: log,
	}))
	return w, nil
}

// chooseRuntime names the OCI runtime to use: the one that cfg asks for, or the
// engine's own choice.
func chooseRuntime(ctx context.Context, cfg config, engine *docker.Engine) (string, error) {
	facts, err := docker.Ask(ctx, engine)
	if err != nil {
		return "", err
	}
	name := cmp.Or(cfg.SandboxRuntime, facts.Default)
	if !slices.Contains(facts.Runtimes, name) {
		return "", fmt.Errorf("SANDBOX_RUNTIME: the engine knows no runtime %q, only %s", name, strings.Join(facts.Runtimes, ", "))
	}
	return name, nil
}

// inherit settles the estate of this worker's earlier life: containers go,
// and its attempts are anyone's.
func (w *worker) inherit(ctx context.Context, store *persistence.Store) error {
	if err := w.sandbox.ReapOwn(ctx); err != nil {
		return err
	}
	n, err := store.Disown(ctx, w.identity.id)
	if err != nil {
		return err
	}
	if n > 0 {
		w.log.Warn().Int("executions", n).Msg("an earlier life of this worker left executions; they will run again")
	}
	return nil
}

// makeCanary has it proven what the sandbox promises, before any job is taken.
// Where that does not succeed, none is until it does; what runs may end. Warm
// containers from before a repair are not used after it.
func (w *worker) makeCanary(cfg config) {
	w.transport.pause()
	w.canary = preflight.New(preflight.Config{
		Probe: w.sandbox.Probe, Allow: cfg.PreflightAllow, Every: cfg.PreflightEvery, Log: w.log,
		Unfit: w.transport.pause,
		Fit: func(since time.Time) {
			w.sandbox.Renew(since)
			w.transport.resume()
		},
	})
}

// startBackground starts the duties that run until the shutdown.
func (w *worker) startBackground(ctx context.Context, reconciler *executor.Reconciler) {
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.background.Go(func() { reconciler.Run(ctx) })
	w.background.Go(func() { w.canary.Run(ctx) })
	w.background.Go(func() {
		tick := time.NewTicker(reapEvery)
		defer tick.Stop()
		for ctx.Err() == nil {
			if err := w.sandbox.ReapExpired(ctx); err != nil && ctx.Err() == nil {
				w.log.Warn().Err(err).Msg("reaping containers failed")
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
}

// shutdown stops the worker in order: nobody queues again what the queue is
// about to give up; programs end or are given back; their containers go; only
// then is the identity free for another.
func (w *worker) shutdown() {
	w.stop()
	stopDuties(w.background.Wait)
	ctx, cancel := context.WithTimeout(context.Background(), programsGrace)
	defer cancel()
	w.transport.shutdown(ctx)
	err := w.sandbox.Close()
	w.identity.release()
	_ = w.engine.Close()
	if err != nil {
		w.log.Warn().Err(err).Msg("worker has stopped; the sweeper goes on removing containers")
		return // the sweeper hears our end
	}
	w.sweeper.dismiss()
	w.log.Info().Msg("worker has stopped; no container is left")
}

// told is what the API learns of the runtimes.
func told(runtimes []docker.Runtime) []executor.Runtime {
	list := make([]executor.Runtime, len(runtimes))
	for i, rt := range runtimes {
		list[i] = executor.Runtime{Language: rt.ID, Version: rt.Image.Version, Image: rt.Image.Name}
	}
	return list
}

// imagesReady is nil if the engine has every image.
func (w *worker) imagesReady(ctx context.Context) error {
	for _, rt := range w.runtimes {
		if err := docker.HasImage(ctx, w.engine, rt.Image); err != nil {
			return fmt.Errorf("image for %s: %w", rt.Name, err)
		}
	}
	return nil
}
