package images

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// Hash identifies what an image of e is built from: its folder, the runner,
// and the base it stands on.
func (e Entry) Hash(runner []byte, base string) string {
	h := sha256.New()
	for _, part := range [][]byte{e.dockerfile, e.source, runner, []byte(base)} {
		fmt.Fprintf(h, "%d\n", len(part))
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Context returns the build context as a tar stream: the Dockerfile and the
// runner. It is the same for the same content.
func (e Entry) Context(runner []byte) (io.Reader, error) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	if err := addFile(w, "Dockerfile", 0o644, e.dockerfile); err != nil {
		return nil, err
	}
	if err := addFile(w, "runner", 0o755, runner); err != nil {
		return nil, err
	}
	return &buf, w.Close()
}

func addFile(w *tar.Writer, name string, mode int64, content []byte) error {
	header := &tar.Header{Name: name, Mode: mode, Size: int64(len(content)), ModTime: time.Unix(0, 0)}
	if err := w.WriteHeader(header); err != nil {
		return err
	}
	_, err := w.Write(content)
	return err
}
