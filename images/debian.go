package images

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// debianSuite is the release the bases are made of. It is the one the pinned
// Python image stands on.
const debianSuite = "trixie"

// MissingToolsError says which programs must be installed before a base can
// be made from the Debian mirror.
type MissingToolsError struct{ Tools []string }

func (e *MissingToolsError) Error() string {
	return "not installed: " + strings.Join(e.Tools, ", ")
}

// DebianID identifies the content of e's Debian base, as far as it is pinned.
func (e Entry) DebianID() string {
	return fmt.Sprintf("debian:%s %v %s %v", debianSuite, e.Debian.Packages, e.npmPackage(), e.Debian.Files)
}

// WriteDebianBase makes a root file system like e's base from the mirror that
// this machine's apt uses, and writes it to w as a tar stream. It needs root.
func (e Entry) WriteDebianBase(ctx context.Context, w io.Writer) error {
	if err := e.checkTools(); err != nil {
		return err
	}
	mirror, err := aptMirror(ctx)
	if err != nil {
		return err
	}
	extra, err := e.npmFiles(ctx)
	if err != nil {
		return err
	}
	return e.debootstrap(ctx, mirror, extra, w)
}

func (e Entry) checkTools() error {
	tools := []string{"apt-get", "mmdebstrap"}
	if e.Debian.NPM != "" {
		tools = append(tools, "npm")
	}
	missing := slices.DeleteFunc(tools, func(tool string) bool {
		_, err := exec.LookPath(tool)
		return err == nil
	})
	if len(missing) > 0 {
		return &MissingToolsError{missing}
	}
	return nil
}

// aptMirror returns the URI of the Debian archive in apt's configuration.
func aptMirror(ctx context.Context) (string, error) {
	out, err := output(exec.CommandContext(ctx, "apt-get", "indextargets",
		"--format", "$(ORIGIN) $(COMPONENT) $(SUITE) $(REPO_URI)", "Identifier: Packages"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 4 && f[0] == "Debian" && f[1] == "main" && !strings.Contains(f[2], "-") {
			return f[3], nil
		}
	}
	return "", errors.New("apt knows no Debian mirror; is this Debian, and has apt-get update run?")
}

// debootstrap copies a minimal Debian with e's packages to w, then the extra
// files by their path in the image.
func (e Entry) debootstrap(ctx context.Context, mirror string, extra map[string][]byte, w io.Writer) error {
	cmd := exec.CommandContext(ctx, "mmdebstrap", "--quiet", "--variant=minbase",
		"--include="+strings.Join(e.Debian.Packages, ","), debianSuite, "-", mirror)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	root, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	copied := copyTar(w, root, extra)
	if copied != nil {
		_, _ = io.Copy(io.Discard, root)
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("mmdebstrap: %w: %s", err, lastLine(stderr.String()))
	}
	return copied
}

func copyTar(to io.Writer, from io.Reader, extra map[string][]byte) error {
	r, w := tar.NewReader(from), tar.NewWriter(to)
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		if _, err := io.Copy(w, r); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if err := addFile(w, strings.TrimPrefix(name, "/"), 0o755, extra[name]); err != nil {
			return err
		}
	}
	return w.Close()
}

// output runs cmd and returns what it printed; its error ends with the last
// line of its standard error.
func output(cmd *exec.Cmd) ([]byte, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, lastLine(stderr.String()))
	}
	return out, nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
