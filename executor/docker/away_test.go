package docker_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// TestRunTellsAnEngineThatIsAway: from a failure of one that is there, whether it
// goes away before the program is sent or while it runs.
func TestRunTellsAnEngineThatIsAway(t *testing.T) {
	t.Parallel()
	runtimes := dockertest.Runtimes(t)
	f := &flakyEngine{tripped: make(chan struct{}, 1)}
	socket := filepath.Join(t.TempDir(), "docker.sock")
	f.serve(t, socket, strings.TrimPrefix(dockertest.Engine(t).DaemonHost(), "unix://"))
	sb := docker.New(dockertest.EngineAt(t, "unix://"+socket), docker.Config{
		WorkerID: "test-" + uuid.NewString(), Runtimes: runtimes, OCIRuntime: dockertest.OCIRuntime(t), Log: zerolog.Nop(),
	})
	if _, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: "print(1)"}); !errors.Is(err, executor.ErrSandboxAway) {
		t.Errorf("Run() while the engine goes away = %v, want %v", err, executor.ErrSandboxAway)
	}
	f.away.Store(false)
	if _, err := sb.Run(t.Context(), executor.Job{Language: "cobol"}); err == nil || errors.Is(err, executor.ErrSandboxAway) {
		t.Errorf("Run() of an unknown language = %v, want an error that is the job's", err)
	}
	if err := sb.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}
