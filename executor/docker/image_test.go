package docker_test

import (
	"archive/tar"
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/image"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/images"
)

// aFurtherLanguage is a catalogue of one language that the product does not
// have: a folder, and no Go. Its unreachable base has it made from Debian.
func aFurtherLanguage(t *testing.T, id string) images.Entry {
	t.Helper()
	dockerfile, err := os.ReadFile("../../images/python/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := images.Load(fstest.MapFS{
		id + "/Dockerfile": {Data: dockerfile},
		id + "/language.json": {Data: []byte(`{
			"name": "Shell", "fileName": "main.sh", "command": ["sh", "/sandbox/main.sh"],
			"env": {"PATH": "/usr/bin:/bin"}, "versionCommand": ["sh", "-c", "echo 1"],
			"limits": {"wallTimeMs": 1000, "memoryMiB": 64, "cpus": 1, "pids": 32, "outputBytes": 4096},
			"example": "echo hello", "debian": {"packages": ["python3"]}}`)},
	})
	if err != nil || len(entries) != 1 {
		t.Fatalf("Load() = %d entries, %v, want 1, nil", len(entries), err)
	}
	return entries[0]
}

func TestAFurtherLanguageIsAFolder(t *testing.T) {
	t.Parallel()
	runtimes := dockertest.RuntimesOf(t, []images.Entry{aFurtherLanguage(t, "shell")})
	t.Cleanup(func() { removeImage(t, runtimes[0].Image.Name) })
	sb := newSandbox(t, time.Second, 0, runtimes...)
	r, err := sb.Run(t.Context(), executor.Job{Language: "shell", Code: `echo "$0 says $(cat)"`, Stdin: []byte("hi")})
	if err != nil || string(r.Stdout.Kept) != "/sandbox/main.sh says hi\n" {
		t.Errorf("Run() = %q, %q, %v, want the script's output", r.Stdout.Kept, r.Stderr.Kept, err)
	}
}

// TestStaleImageIsRebuilt puts an image of another content under the name of
// the right one. It runs before the parallel tests, so that only one of them
// makes the base if there is none yet.
func TestStaleImageIsRebuilt(t *testing.T) {
	engine := dockertest.Engine(t)
	entry := aFurtherLanguage(t, "stale")
	b := &docker.Builder{Engine: engine, Runner: dockertest.Runner(t), Say: func(s string) { t.Log(s) }}
	good, err := b.Ensure(t.Context(), entry)
	if err != nil {
		t.Fatal(err)
	}
	removeImage(t, good.Name)
	t.Cleanup(func() { removeImage(t, good.Name) })
	buildImpostor(t, engine, good.Name)
	impostor, err := engine.ImageInspect(t.Context(), good.Name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeImage(t, impostor.ID) })
	if img, err := b.Find(t.Context(), entry); err == nil {
		t.Errorf("Find() with an impostor = %+v, nil, want an error", img)
	}
	again, err := b.Ensure(t.Context(), entry)
	if err != nil || again.Name != good.Name || again.Version != "1" {
		t.Errorf("Ensure() with an impostor = %+v, %v, want %s, version 1", again, err, good.Name)
	}
	if err := docker.HasImage(t.Context(), engine, again); err != nil {
		t.Errorf("HasImage() after Ensure() = %v, want nil", err)
	}
}

func removeImage(t *testing.T, name string) {
	t.Helper()
	engine := dockertest.Engine(t)
	if _, err := engine.ImageRemove(context.Background(), name, image.RemoveOptions{Force: true, PruneChildren: true}); err != nil {
		t.Error(err)
	}
}

func buildImpostor(t *testing.T, engine *docker.Engine, name string) {
	t.Helper()
	const dockerfile = "FROM scratch\nLABEL livecode.hash=other\n"
	var files bytes.Buffer
	w := tar.NewWriter(&files)
	if err := w.WriteHeader(&tar.Header{Name: "Dockerfile", Mode: 0o644, Size: int64(len(dockerfile))}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(dockerfile)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	answer, err := engine.ImageBuild(t.Context(), &files, build.ImageBuildOptions{Version: build.BuilderV1, Tags: []string{name}, Remove: true})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(answer.Body); err != nil || !strings.Contains(out.String(), "Successfully tagged") {
		t.Fatalf("building the impostor: %v: %s", err, out.String())
	}
}
