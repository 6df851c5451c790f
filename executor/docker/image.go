package docker

import (
	"context"
	"errors"
	"fmt"
	"io"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/pkg/jsonmessage"

	"github.com/edtronaut/livecode/images"
)

// Labels of the images we build.
const (
	labelHash    = "livecode.hash"    // of what it was built from
	labelVersion = "livecode.version" // of the interpreter
)

// Builder makes sandbox images on an engine.
type Builder struct {
	Engine *Engine
	Runner []byte       // the runner program, for the engine's platform
	Say    func(string) // takes a line for people about what is being done
}

// Ensure returns the image of e, and builds it first if it is missing or was
// built from something else. It asks no registry as long as there is nothing
// to build.
func (b *Builder) Ensure(ctx context.Context, e images.Entry) (Image, error) {
	for _, base := range []string{e.Base, e.DebianID()} {
		img, err := b.find(ctx, e, base)
		if err == nil || !cerrdefs.IsNotFound(err) {
			return img, err
		}
	}
	return b.make(ctx, e)
}

// Find returns the image of e if it is there as it should be. Otherwise it is
// an error that says so.
func (b *Builder) Find(ctx context.Context, e images.Entry) (Image, error) {
	var err error
	for _, base := range []string{e.Base, e.DebianID()} {
		var img Image
		if img, err = b.find(ctx, e, base); err == nil {
			return img, nil
		}
	}
	return Image{}, err
}

func (b *Builder) find(ctx context.Context, e images.Entry, base string) (Image, error) {
	hash := e.Hash(b.Runner, base)
	name := imageName(e, hash)
	found, err := b.Engine.ImageInspect(ctx, name)
	if err != nil {
		return Image{}, err
	}
	if found.Config == nil || found.Config.Labels[labelHash] != hash {
		return Image{}, fmt.Errorf("image %s is not what its name says: %w", name, cerrdefs.ErrNotFound)
	}
	return Image{ID: found.ID, Name: name, Version: found.Config.Labels[labelVersion]}, nil
}

func imageName(e images.Entry, hash string) string {
	return "livecode/" + e.ID + ":" + hash[:12]
}

// make builds the image of e on its pinned base, or, where no registry gives
// that, on one from the Debian mirror.
func (b *Builder) make(ctx context.Context, e images.Entry) (Image, error) {
	pullErr := b.pull(ctx, e.Base)
	if pullErr == nil {
		return b.build(ctx, e, e.Base, e.Base)
	}
	if ctx.Err() != nil {
		return Image{}, ctx.Err()
	}
	b.Say(fmt.Sprintf("%s: no container registry gives %s; making a base from the Debian mirror instead", e.Name, e.Base))
	base, err := b.debianBase(ctx, e)
	if err != nil {
		return Image{}, fmt.Errorf("image for %s: neither the registry (%w) nor the Debian mirror (%w) gives a base", e.Name, pullErr, err)
	}
	return b.build(ctx, e, base, e.DebianID())
}

// build builds the image of e on base, whose content baseID identifies.
func (b *Builder) build(ctx context.Context, e images.Entry, base, baseID string) (Image, error) {
	version, err := b.version(ctx, e, base)
	if err != nil {
		return Image{}, fmt.Errorf("ask %s for its version: %w", base, err)
	}
	files, err := e.Context(b.Runner)
	if err != nil {
		return Image{}, err
	}
	hash := e.Hash(b.Runner, baseID)
	b.Say(fmt.Sprintf("%s %s: building %s", e.Name, version, imageName(e, hash)))
	answer, err := b.Engine.ImageBuild(ctx, files, build.ImageBuildOptions{
		Version:     build.BuilderV1, // the one that every engine has
		Tags:        []string{imageName(e, hash)},
		Labels:      map[string]string{labelHash: hash, labelVersion: version},
		BuildArgs:   map[string]*string{"BASE": &base},
		NetworkMode: "none",
		Remove:      true,
		ForceRemove: true,
	})
	if err != nil {
		return Image{}, fmt.Errorf("build image for %s: %w", e.Name, err)
	}
	if err := progress(answer.Body); err != nil {
		return Image{}, fmt.Errorf("build image for %s: %w", e.Name, err)
	}
	return b.find(ctx, e, baseID)
}

// progress reads a stream of progress messages to its end, or to the first
// that is an error.
func progress(stream io.ReadCloser) error {
	err := jsonmessage.DisplayJSONMessagesStream(stream, io.Discard, 0, false, nil)
	return errors.Join(err, stream.Close())
}
