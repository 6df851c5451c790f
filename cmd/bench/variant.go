package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"

	"github.com/edtronaut/livecode/executor/docker"
)

// variant is a kind of container that section c makes.
type variant struct {
	name   string
	config *container.Config
	host   *container.HostConfig
	prints string // empty for a runner without a job
}

// The names of the variants, on which ratios are built.
const (
	variantOurs     = "our host config"
	variantDefaults = "engine's seccomp and IPC"
	variantNetwork  = "engine's network too"
	variantCrun     = "our host config, crun"
	variantHello    = "our host config, hello in "
)

// variants are the containers of the service as they are; with the engine's
// own seccomp profile and IPC; with its networking, set to "none", besides; with
// crun, if the engine has it; and with the interpreter and a hello in place of
// the runner.
func (b *bench) variants(ctx context.Context) ([]variant, error) {
	var list []variant
	for i, rt := range b.runtimes {
		config, host, err := b.specOf(ctx, rt)
		if err != nil {
			return nil, fmt.Errorf("what a %s container is made of: %w", rt.Name, err)
		}
		if i == 0 { // a runner without a job is the same in each language
			list = append(list, b.bareVariants(config, host)...)
		}
		list = append(list, variant{variantHello + rt.ID, withHello(config, rt), host, greeting})
	}
	return list, nil
}

func (b *bench) bareVariants(config *container.Config, host *container.HostConfig) []variant {
	list := []variant{
		{variantOurs, config, host, ""},
		{variantDefaults, config, withDefaults(host), ""},
		{variantNetwork, withNetwork(config), withDefaults(host), ""},
	}
	if slices.Contains(b.report.Machine.Runtimes, "crun") && host.Runtime != "crun" {
		crun := *host
		crun.Runtime = "crun"
		list = append(list, variant{variantCrun, config, &crun, ""})
	}
	return list
}

// specOf returns what the sandbox makes containers of rt from. It asks the
// engine about one, so that it is never anything else than what is in use.
func (b *bench) specOf(ctx context.Context, rt docker.Runtime) (*container.Config, *container.HostConfig, error) {
	sandbox := b.sandbox(1, rt)
	defer sandbox.Close()
	if err := awaitWarm(ctx, sandbox, rt.ID); err != nil {
		return nil, nil, err
	}
	list, err := b.engine.ContainerList(ctx, container.ListOptions{
		Filters: filters.NewArgs(filters.Arg("label", labelWorker+"="+b.workerID)),
	})
	if err != nil {
		return nil, nil, err
	}
	if len(list) != 1 {
		return nil, nil, fmt.Errorf("%d containers are there, want one", len(list))
	}
	found, err := b.engine.ContainerInspect(ctx, list[0].ID)
	if err != nil {
		return nil, nil, err
	}
	return found.Config, found.HostConfig, nil
}

// warmPatience bounds the wait for a warm container.
const warmPatience = 20 * time.Second

func awaitWarm(ctx context.Context, sandbox *docker.Sandbox, language string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, warmPatience, errors.New("no warm container was made"))
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for sandbox.Warm(language) == 0 {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
		}
	}
	return nil
}

// withDefaults is host with the engine's own runtime, seccomp profile and IPC,
// which brings a /dev/shm of its own.
func withDefaults(host *container.HostConfig) *container.HostConfig {
	h := *host
	h.Runtime = ""
	h.SecurityOpt = slices.DeleteFunc(slices.Clone(h.SecurityOpt), func(option string) bool {
		return strings.HasPrefix(option, "seccomp=") || strings.HasPrefix(option, "seccomp:")
	})
	h.IpcMode = container.IPCModePrivate
	h.Tmpfs = maps.Clone(h.Tmpfs)
	delete(h.Tmpfs, "/dev/shm")
	return &h
}

// withNetwork is config with the engine's networking, if only for the loopback.
func withNetwork(config *container.Config) *container.Config {
	c := *config
	c.NetworkDisabled = false
	return &c
}

// withHello is config with rt's interpreter as the only process.
func withHello(config *container.Config, rt docker.Runtime) *container.Config {
	c, h, argv := *config, hellos[rt.ID], argvOf(rt)
	c.Entrypoint = append(argv[:len(argv)-1], h.inline, h.code) // in place of the file
	c.Env = envOf(rt)
	return &c
}

// check is nil if a container has ended as it should.
func (v variant) check(exitCode int64, output string) error {
	if v.prints == "" {
		return nil // a runner without a job has something to say about it
	}
	if exitCode != 0 || output != v.prints {
		return fmt.Errorf("%s: exit code %d and output %q", v.name, exitCode, output)
	}
	return nil
}
