package images

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"testing"
)

// archive returns a tar stream of the files.
func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for name, content := range files {
		if err := addFile(w, name, 0o644, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func names(t *testing.T, stream io.Reader) (list []string) {
	t.Helper()
	for r := tar.NewReader(stream); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			slices.Sort(list)
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, header.Name)
	}
}

func TestCopyTarAddsFiles(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	root := archive(t, map[string]string{"./bin/sh": "shell", "./etc/passwd": "root"})
	if err := copyTar(&out, bytes.NewReader(root), map[string][]byte{"/usr/local/bin/node": []byte("node")}); err != nil {
		t.Fatal(err)
	}
	got, want := names(t, &out), []string{"./bin/sh", "./etc/passwd", "usr/local/bin/node"}
	if !slices.Equal(got, want) {
		t.Errorf("copyTar() wrote %q, want %q", got, want)
	}
}

func TestExtractTakesTheWantedFiles(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(archive(t, map[string]string{"package/bin/node": "node", "package/README.md": "text"})); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := extract(bytes.NewReader(packed.Bytes()), map[string]string{"bin/node": "/usr/local/bin/node"})
	if err != nil || len(got) != 1 || string(got["/usr/local/bin/node"]) != "node" {
		t.Errorf("extract() = %q, %v, want the one file", got, err)
	}
	if got, err := extract(bytes.NewReader(packed.Bytes()), map[string]string{"bin/npm": "/npm"}); err == nil {
		t.Errorf("extract() of a file that is not there = %q, nil, want an error", got)
	}
}

func TestMissingToolsAreNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	e := Entry{Debian: Debian{NPM: "x"}}
	err := e.WriteDebianBase(t.Context(), io.Discard)
	var missing *MissingToolsError
	if !errors.As(err, &missing) || !slices.Equal(missing.Tools, []string{"apt-get", "mmdebstrap", "npm"}) {
		t.Errorf("WriteDebianBase() without tools = %v, want all three named", err)
	}
}
