package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/docker/docker/client"
)

// Engine is a connection to a Docker Engine.
type Engine = client.Client

// ErrNoEngine says that there is no engine where there should be one.
var ErrNoEngine = errors.New("no Docker Engine answers")

// Connect returns a connection to the engine that Docker's own environment
// (DOCKER_HOST and so on) names, or else to the usual socket. It returns once
// the engine has answered.
func Connect(ctx context.Context) (*Engine, error) {
	engine, err := dial()
	if err != nil {
		return nil, err
	}
	if err := Ping(ctx, engine); err != nil {
		return nil, fmt.Errorf("%w at %s; start one, or set DOCKER_HOST: %w", ErrNoEngine, engine.DaemonHost(), err)
	}
	return engine, nil
}

// dial returns a connection that is made when it is first used.
func dial() (*Engine, error) {
	engine, err := client.NewClientWithOpts(client.FromEnv, client.WithAPIVersionNegotiation())
	if err != nil {
		return nil, fmt.Errorf("client of the Docker Engine: %w", err)
	}
	return engine, nil
}

// Ping asks the engine for a sign of life.
func Ping(ctx context.Context, engine *Engine) error {
	_, err := engine.Ping(ctx)
	return err
}

// answers reports whether the engine is there.
func answers(ctx context.Context, engine *Engine) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	return Ping(ctx, engine) == nil
}

// HasImage is nil if img is on the engine.
func HasImage(ctx context.Context, engine *Engine, img Image) error {
	_, err := engine.ImageInspect(ctx, img.ID)
	return err
}

// Facts is what an engine says of itself and its host.
type Facts struct {
	Version       string   // of the engine
	APIVersion    string   // the one spoken with it
	CgroupVersion string   // "1" or "2"
	RootDir       string   // where images and containers lie on the engine's host
	Runtimes      []string // OCI runtimes, sorted
	Default       string   // the one of them that is used unless another is named
	Missing       []string // kernel controls that limits need and the host lacks
	Components    []Component
	MemoryBytes   int64 // of the host
	Security      Security
}

// Component is a part of the engine, as it names it: "Engine", "containerd",
// "runc", and others. With the version goes what distributions add to it.
type Component struct{ Name, Version string }

// Ask asks the engine for its facts.
func Ask(ctx context.Context, engine *Engine) (Facts, error) {
	info, err := engine.Info(ctx)
	if err != nil {
		return Facts{}, err
	}
	security, err := securityOf(info)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{
		Version:       info.ServerVersion,
		APIVersion:    engine.ClientVersion(),
		CgroupVersion: info.CgroupVersion,
		RootDir:       info.DockerRootDir,
		Runtimes:      slices.Sorted(maps.Keys(info.Runtimes)),
		Default:       info.DefaultRuntime,
		MemoryBytes:   info.MemTotal,
		Security:      security,
	}
	version, err := engine.ServerVersion(ctx)
	if err != nil {
		return Facts{}, err
	}
	for _, c := range version.Components {
		f.Components = append(f.Components, Component{c.Name, c.Version})
	}
	for control, there := range map[string]bool{
		"memory limit": info.MemoryLimit,
		"swap limit":   info.SwapLimit,
		"CPU quota":    info.CPUCfsQuota,
		"pids limit":   info.PidsLimit,
	} {
		if !there {
			f.Missing = append(f.Missing, control)
		}
	}
	return f, nil
}
