package images

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// npmPackage is the npm package with its architecture filled in.
func (e Entry) npmPackage() string {
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return strings.ReplaceAll(e.Debian.NPM, "${NPM_ARCH}", arch)
}

// npmFiles fetches the npm package with npm itself and returns the files that
// are wanted of it, by their path in the image.
func (e Entry) npmFiles(ctx context.Context) (map[string][]byte, error) {
	if e.Debian.NPM == "" {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "livecode-npm-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	pack := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", dir, e.npmPackage())
	pack.Dir = dir
	name, err := output(pack)
	if err != nil {
		return nil, err
	}
	archive, err := os.Open(filepath.Join(dir, strings.TrimSpace(lastLine(string(name)))))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	return extract(archive, e.Debian.Files)
}

// extract takes files out of an npm package, whose paths all start with
// package/.
func extract(archive io.Reader, files map[string]string) (map[string][]byte, error) {
	plain, err := gzip.NewReader(archive)
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if to, ok := files[strings.TrimPrefix(header.Name, "package/")]; ok {
			if found[to], err = io.ReadAll(r); err != nil {
				return nil, err
			}
		}
	}
	if len(found) != len(files) {
		return nil, fmt.Errorf("npm package holds %d of the %d wanted files", len(found), len(files))
	}
	return found, nil
}
