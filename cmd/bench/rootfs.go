package main

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/edtronaut/livecode/executor/docker"
)

// exportImage copies the root file system of an image into dir.
func (b *bench) exportImage(ctx context.Context, rt docker.Runtime, dir string) (err error) {
	made, err := b.engine.ContainerCreate(ctx, &container.Config{Image: rt.Image.ID, Labels: b.labels()},
		&container.HostConfig{NetworkMode: "none"}, nil, nil, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.remove(ctx, made.ID)) }()
	stream, err := b.engine.ContainerExport(ctx, made.ID)
	if err != nil {
		return err
	}
	defer stream.Close()
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	return unpack(stream, dir)
}

// unpack writes the directories, files and links of a tar stream below dir, and
// nothing outside.
func unpack(stream io.Reader, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for r := tar.NewReader(stream); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := unpackEntry(root, h, r); err != nil {
			return fmt.Errorf("unpack %s: %w", h.Name, err)
		}
	}
}

// unpackEntry leaves out devices: an interpreter finds them elsewhere.
func unpackEntry(root *os.Root, h *tar.Header, content io.Reader) error {
	name := inRoot(h.Name)
	switch h.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(name, 0o755)
	case tar.TypeReg:
		return unpackFile(root, name, h.FileInfo().Mode().Perm(), content)
	case tar.TypeSymlink:
		return root.Symlink(h.Linkname, name)
	case tar.TypeLink:
		return root.Link(inRoot(h.Linkname), name)
	default:
		return nil
	}
}

func unpackFile(root *os.Root, name string, mode os.FileMode, content io.Reader) error {
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Close())
}

// inRoot makes a name of the archive relative.
func inRoot(name string) string {
	if name = strings.TrimPrefix(path.Clean("/"+name), "/"); name == "" {
		return "."
	}
	return name
}
