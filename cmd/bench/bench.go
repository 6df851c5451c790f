package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/images"
)

// bench is one run of the whole.
type bench struct {
	plan     plan
	progress io.Writer
	report   *report

	programs string // folder of livecode and runner
	dir      string // all files that are written
	workerID string // labels the containers of our own
	engine   *docker.Engine
	runtimes []docker.Runtime // of the plan's languages

	bares  map[string]*bare // by language; nil until they are wanted
	stores *stores          // likewise
	shared *stack           // likewise

	undo
}

// section is one thing to measure.
type section struct {
	key, title string
	measure    func(*bench, context.Context) error
}

// sections are in the order in which they are measured.
func sections() []section {
	return []section{
		{"a", "the bare interpreters", (*bench).measureBare},
		{"b", "one cold container a run", (*bench).measureCold},
		{"d", "the service, one client", (*bench).measurePaced},
		{"burst", "the service, a burst", (*bench).measureBurst},
		{"e", "the service in a closed loop", (*bench).measureClosed},
		{"g", "nothing happens", (*bench).measureIdle},
		{"c", "the engine alone", (*bench).measureChurn},
		{"f", "submissions without a worker", (*bench).measureSubmit},
		{"h", "many stored executions", (*bench).measureStored},
		{"i", "memory and descriptors over many runs", (*bench).measureGrowth},
	}
}

func sectionKeys() []string {
	var keys []string
	for _, s := range sections() {
		keys = append(keys, s.key)
	}
	slices.Sort(keys)
	return keys
}

// all measures what the plan wants, and leaves nothing behind.
func (b *bench) all(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, b.undo.all(ctx)) }()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	for _, s := range sections() {
		if !b.plan.wants(s.key) || s.key == "c" && b.plan.wants("e") { // they take turns
			continue
		}
		b.say("%s: %s", s.key, s.title)
		if err := s.measure(b, ctx); err != nil {
			return fmt.Errorf("section %s, %s: %w", s.key, s.title, err)
		}
	}
	return nil
}

// prepare takes hold of what every section needs.
func (b *bench) prepare(ctx context.Context) (err error) {
	if b.programs, err = ownFolder(); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "livecode-bench-"); err != nil {
		return err
	}
	b.later(func(context.Context) error { return os.RemoveAll(b.dir) })
	if b.engine, err = docker.Connect(ctx); err != nil {
		return err
	}
	b.later(func(context.Context) error { return b.engine.Close() })
	b.workerID = "bench-" + strings.ToLower(rand.Text()[:8])
	b.later(func(ctx context.Context) error {
		leftovers := b.sandbox(0)
		return errors.Join(leftovers.ReapOwn(ctx), leftovers.Close())
	})
	if err := b.findRuntimes(ctx); err != nil {
		return err
	}
	b.report.Machine, err = describe(ctx, b.engine, b.runtimes)
	return err
}

func ownFolder() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	self, err = filepath.EvalSymlinks(self)
	return filepath.Dir(self), err
}

// findRuntimes makes sure of the sandbox images.
func (b *bench) findRuntimes(ctx context.Context) error {
	runner, err := os.ReadFile(filepath.Join(b.programs, "runner"))
	if err != nil {
		return fmt.Errorf("livecode and runner must lie beside bench, as `make build` puts them: %w", err)
	}
	catalogue, err := images.Catalogue()
	if err != nil {
		return err
	}
	builder := &docker.Builder{Engine: b.engine, Runner: runner, Say: func(line string) { b.say("%s", line) }}
	for _, e := range catalogue {
		if !slices.Contains(b.plan.languages, e.ID) {
			continue
		}
		img, err := builder.Ensure(ctx, e)
		if err != nil {
			return err
		}
		b.runtimes = append(b.runtimes, docker.Runtime{Language: e.Language, Image: img})
	}
	return nil
}

// sandbox returns the sandbox of the service, with warm containers of these
// languages or with none.
func (b *bench) sandbox(warm int, runtimes ...docker.Runtime) *docker.Sandbox {
	return docker.New(b.engine, docker.Config{
		WorkerID: b.workerID, Runtimes: runtimes, PoolSize: warm, OCIRuntime: b.plan.ociRuntime, Log: zerolog.Nop(),
	})
}

// labelWorker is the label by which a sandbox finds what it has left.
const labelWorker = "livecode.worker"

func (b *bench) labels() map[string]string { return map[string]string{labelWorker: b.workerID} }

// remove removes a container, if it is not gone already, also when ctx has
// ended.
func (b *bench) remove(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoPatience)
	defer cancel()
	err := b.engine.ContainerRemove(ctx, id, container.RemoveOptions{Force: true})
	if cerrdefs.IsNotFound(err) || cerrdefs.IsConflict(err) { // conflict: it is being removed
		return nil
	}
	return err
}

// say tells people how far it is.
func (b *bench) say(format string, args ...any) {
	elapsed := time.Since(b.report.Started).Round(100 * time.Millisecond)
	fmt.Fprintf(b.progress, "bench: %v: %s\n", elapsed, fmt.Sprintf(format, args...))
}
