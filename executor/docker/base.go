package docker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"

	"github.com/edtronaut/livecode/images"
)

// registryPatience is how long a registry may take to say its first word.
const registryPatience = 5 * time.Second

// pull makes sure that the engine has the image named ref.
func (b *Builder) pull(ctx context.Context, ref string) error {
	if _, err := b.Engine.ImageInspect(ctx, ref); err == nil {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(registryPatience, func() { cancel(errors.New("it did not answer in time")) })
	defer silence.Stop()

	stream, err := b.Engine.ImagePull(ctx, ref, image.PullOptions{})
	if err != nil {
		return pullError(ctx, err)
	}
	// The engine sends its first message when it has found the image.
	first := make([]byte, 1)
	if _, err := io.ReadFull(stream, first); err != nil {
		return pullError(ctx, errors.Join(err, stream.Close()))
	}
	silence.Stop()
	b.Say("pulling " + ref)
	return progress(struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(first), stream), stream})
}

func pullError(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// debianBase returns the name of e's base made from the Debian mirror, and
// makes it first if it is missing.
func (b *Builder) debianBase(ctx context.Context, e images.Entry) (string, error) {
	id := sha256.Sum256([]byte(e.DebianID()))
	name := "livecode/base:" + hex.EncodeToString(id[:6])
	_, err := b.Engine.ImageInspect(ctx, name)
	if err == nil || !cerrdefs.IsNotFound(err) {
		return name, err
	}
	b.Say("making " + name + " from Debian packages; this takes a minute, and only once")
	r, w := io.Pipe()
	go func() { w.CloseWithError(e.WriteDebianBase(ctx, w)) }()
	stream, err := b.Engine.ImageImport(ctx, image.ImportSource{Source: r, SourceName: "-"}, name, image.ImportOptions{})
	if err != nil {
		return "", errors.Join(err, r.CloseWithError(err))
	}
	return name, progress(stream)
}

// version runs the version command of e in a container of base.
func (b *Builder) version(ctx context.Context, e images.Entry, base string) (_ string, err error) {
	made, err := b.Engine.ContainerCreate(ctx,
		&container.Config{Image: base, Entrypoint: e.VersionCommand, AttachStdout: true},
		&container.HostConfig{NetworkMode: "none"}, nil, nil, "")
	if err != nil {
		return "", err
	}
	defer func() {
		if e := forceRemove(context.WithoutCancel(ctx), b.Engine, made.ID); !errors.Is(e, errGoing) {
			err = errors.Join(err, e)
		}
	}()
	stream, err := b.Engine.ContainerAttach(ctx, made.ID, container.AttachOptions{Stream: true, Stdout: true})
	if err != nil {
		return "", err
	}
	defer stream.Close()
	if err := b.Engine.ContainerStart(ctx, made.ID, container.StartOptions{}); err != nil {
		return "", err
	}
	out, err := io.ReadAll(io.LimitReader(&demux{from: stream.Reader}, 1<<10))
	if err != nil {
		return "", err
	}
	version := strings.TrimSpace(string(out))
	if version == "" {
		return "", fmt.Errorf("%q printed nothing", e.VersionCommand)
	}
	return version, nil
}
