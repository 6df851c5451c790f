package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

// identity is a worker's name, the same in every life of it and no two workers
// at once. It is a numbered file in DATA_DIR that its holder keeps locked: a
// worker that starts takes the first that is free, and so knows that whoever
// had that name before is dead.
type identity struct {
	id   string
	lock *flock.Flock
}

// maxWorkers bounds the workers that share a DATA_DIR.
const maxWorkers = 1000

func takeIdentity(dataDir string) (*identity, error) {
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return nil, fmt.Errorf("DATA_DIR: %w", err)
	}
	for n := range maxWorkers {
		file := filepath.Join(dataDir, fmt.Sprintf("worker-%d.id", n))
		lock := flock.New(file)
		got, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("DATA_DIR: %w", err)
		}
		if got {
			return readIdentity(file, lock)
		}
	}
	return nil, fmt.Errorf("DATA_DIR: %d workers use %s already", maxWorkers, dataDir)
}

// readIdentity reads the name in file, or makes one up if it is new.
func readIdentity(file string, lock *flock.Flock) (*identity, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	id := strings.TrimSpace(string(content))
	if id == "" {
		host, err := os.Hostname()
		if err != nil {
			return nil, err
		}
		id = host + "-" + uuid.NewString()[:8]
		if err := os.WriteFile(file, []byte(id+"\n"), 0o600); err != nil {
			return nil, err
		}
	}
	return &identity{id, lock}, nil
}

func (i *identity) release() { _ = i.lock.Unlock() }
