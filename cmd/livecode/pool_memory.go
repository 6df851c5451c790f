package main

import (
	"context"

	"github.com/edtronaut/livecode/executor/docker"
)

// What warm containers may take together unless POOL_MEMORY says so: a part of
// the memory of the engine's machine, but no more than a class needs that runs
// its programs at the same moment.
const (
	poolMemoryPart = 8
	poolMemoryMost = 512 << 20
)

// poolMemory is what warm containers may take together, in bytes.
func poolMemory(ctx context.Context, cfg config, engine *docker.Engine) (int64, error) {
	if cfg.PoolMemory > 0 {
		return int64(cfg.PoolMemory), nil
	}
	facts, err := docker.Ask(ctx, engine)
	if err != nil {
		return 0, err
	}
	return min(max(facts.MemoryBytes/poolMemoryPart, minPoolMemory), poolMemoryMost), nil
}
