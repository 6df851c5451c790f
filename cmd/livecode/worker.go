package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/api"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/queue"
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
	hub      executor.Hub
	queue    *queue.Memory
	sandbox  *docker.Sandbox
	engine   *docker.Engine
	runtimes []docker.Runtime // in the order of the catalogue
	identity *identity
	log      zerolog.Logger

	background sync.WaitGroup
	stop       context.CancelFunc // ends what runs in the background
}

// startWorker returns a worker that takes jobs, or says why this machine
// cannot run any. Whatever an earlier life of it left is dealt with first.
func startWorker(ctx context.Context, cfg config, store *persistence.Store, log zerolog.Logger) (_ *worker, err error) {
	w := &worker{log: log}
	if w.engine, err = docker.Connect(ctx); err != nil {
		return nil, err
	}
	if w.runtimes, err = ensureRuntimes(ctx, cfg, w.engine, sayInLog(log)); err != nil {
		return nil, err
	}
	if w.identity, err = takeIdentity(cfg.DataDir); err != nil {
		return nil, err
	}
	w.sandbox = docker.New(w.engine, docker.Config{
		WorkerID: w.identity.id, Runtimes: w.runtimes, OCIRuntime: cfg.SandboxRuntime, Log: log,
	})
	if err := w.inherit(ctx, store); err != nil {
		return nil, err
	}
	w.queue = queue.NewMemory(cfg.Concurrency, log)
	handler := executor.NewWorker(executor.WorkerConfig{
		ID: w.identity.id, Store: store, Sandbox: w.sandbox, Publisher: &w.hub,
		RunTimeout: docker.RunTimeout(cfg.RunTimeout), Log: log,
	})
	w.queue.Start(handler.Handle)
	w.startBackground(ctx, executor.NewReconciler(executor.ReconcilerConfig{
		Store: store, Queue: w.queue, Publisher: &w.hub, Every: reconcileEvery, Grace: queuedGrace, Log: log,
	}))
	return w, nil
}

// inherit settles the estate of this worker's earlier life: containers go,
// and its attempts are anyone's.
func (w *worker) inherit(ctx context.Context, store *persistence.Store) error {
	if err := w.sandbox.ReapOwn(ctx); err != nil {
		return err
	}
	n, err := store.Disown(ctx, w.identity.id)
	if n > 0 {
		w.log.Warn().Int("executions", n).Msg("an earlier life of this worker left executions; they will run again")
	}
	return err
}

// startBackground starts the duties that run until the shutdown.
func (w *worker) startBackground(ctx context.Context, reconciler *executor.Reconciler) {
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.background.Go(func() { reconciler.Run(ctx) })
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
	w.background.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), programsGrace)
	defer cancel()
	w.queue.Shutdown(ctx)
	w.sandbox.Close()
	w.identity.release()
	_ = w.engine.Close()
	w.log.Info().Msg("worker has stopped; no container is left")
}

// languages is what the API tells of the languages.
func (w *worker) languages() []api.Language {
	list := make([]api.Language, len(w.runtimes))
	for i, rt := range w.runtimes {
		list[i] = api.Language{Language: rt.Language, Version: rt.Image.Version, Image: rt.Image.Name}
	}
	return list
}

func (w *worker) queueReady(context.Context) error { return nil } // it lives as long as we do

func (w *worker) engineReady(ctx context.Context) error { return docker.Ping(ctx, w.engine) }

func (w *worker) imagesReady(ctx context.Context) error {
	for _, rt := range w.runtimes {
		if err := docker.HasImage(ctx, w.engine, rt.Image); err != nil {
			return fmt.Errorf("image for %s: %w", rt.Name, err)
		}
	}
	return nil
}
