package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/images"
)

func imagesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "images",
		Short: "Build the sandbox images that are missing or stale",
		Args:  cobra.NoArgs,
		RunE: withConfig(func(cmd *cobra.Command, cfg config) error {
			engine, err := docker.Connect(cmd.Context())
			if err != nil {
				return err
			}
			defer engine.Close()
			runtimes, err := ensureRuntimes(cmd.Context(), cfg, engine, func(line string) { cmd.Println(line) })
			for _, rt := range runtimes {
				cmd.Printf("%s %s: %s\n", rt.Name, rt.Image.Version, rt.Image.Name)
			}
			return err
		}),
	}
}

// ensureRuntimes returns a runtime for each language of the catalogue, with
// the limits that cfg sets, and builds the images that are missing. Processes
// that share a DATA_DIR do so one after the other, so that one of them builds.
func ensureRuntimes(ctx context.Context, cfg config, engine *docker.Engine, say func(string)) ([]docker.Runtime, error) {
	b, err := newBuilder(engine, say)
	if err != nil {
		return nil, err
	}
	unlock, err := lockImages(ctx, cfg.DataDir)
	if err != nil {
		return nil, err
	}
	defer unlock()
	catalogue, err := images.Catalogue()
	if err != nil {
		return nil, err
	}
	var runtimes []docker.Runtime
	for _, e := range catalogue {
		img, err := b.Ensure(ctx, e)
		if err != nil {
			return nil, err
		}
		e.Limits = cfg.limits(e.Limits)
		runtimes = append(runtimes, docker.Runtime{Language: e.Language, Image: img})
	}
	return runtimes, nil
}

// lockImages waits for the right to build images.
func lockImages(ctx context.Context, dataDir string) (unlock func(), err error) {
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return nil, fmt.Errorf("DATA_DIR: %w", err)
	}
	lock := flock.New(filepath.Join(dataDir, "images.lock"))
	if _, err := lock.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return nil, fmt.Errorf("DATA_DIR: %w", err)
	}
	return func() { _ = lock.Unlock() }, nil
}

func newBuilder(engine *docker.Engine, say func(string)) (*docker.Builder, error) {
	runner, err := readRunner()
	if err != nil {
		return nil, err
	}
	return &docker.Builder{Engine: engine, Runner: runner, Say: say}, nil
}

// readRunner reads the program that is PID 1 in the sandbox, which is built
// and installed beside this one.
func readRunner() ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return nil, err
	}
	runner, err := os.ReadFile(filepath.Join(filepath.Dir(self), "runner"))
	if err != nil {
		return nil, fmt.Errorf("the runner must lie beside livecode, as `make build` puts it: %w", err)
	}
	return runner, nil
}

func sayInLog(log zerolog.Logger) func(string) {
	return func(line string) { log.Info().Msg(line) }
}
