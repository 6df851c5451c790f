package images

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"time"

	"github.com/edtronaut/livecode/executor"
)

//go:embed */Dockerfile */language.json
var folders embed.FS

// Entry is one language of the catalogue with what its image is made from.
type Entry struct {
	executor.Language

	// VersionCommand prints the interpreter's version in the image.
	VersionCommand []string

	// Base is the image that the Dockerfile starts from, pinned by digest.
	Base string

	// Debian is how to make a base like it where no registry answers.
	Debian Debian

	dockerfile []byte
	source     []byte // language.json
}

// Debian describes a base made from the Debian mirror.
type Debian struct {
	Packages []string `json:"packages"` // Debian packages beside the essential ones

	// NPM is a package of the npm registry, and Files what to take out of
	// it: path in the package to path in the image. ${NPM_ARCH} stands for
	// the machine's architecture as npm names it.
	NPM   string            `json:"npm"`
	Files map[string]string `json:"files"`
}

// entryFile is the format of language.json.
type entryFile struct {
	Name           string            `json:"name"`
	FileName       string            `json:"fileName"` // below /sandbox
	Command        []string          `json:"command"`  // ${MEMORY_MIB}: the memory limit
	Env            map[string]string `json:"env"`
	VersionCommand []string          `json:"versionCommand"`
	Limits         limitsFile        `json:"limits"`
	FreshIf        string            `json:"freshIf"` // see executor.Language
	Example        string            `json:"example"`
	Debian         Debian            `json:"debian"`
}

type limitsFile struct {
	WallTimeMS  int64   `json:"wallTimeMs"`
	MemoryMiB   int64   `json:"memoryMiB"`
	CPUs        float64 `json:"cpus"`
	Pids        int64   `json:"pids"`
	OutputBytes int64   `json:"outputBytes"`
}

// Catalogue returns the built-in languages, sorted by id.
func Catalogue() ([]Entry, error) { return Load(folders) }

// Load reads a catalogue: each folder of fsys is a language, whose id is the
// folder's name.
func Load(fsys fs.FS) ([]Entry, error) {
	files, err := fs.Glob(fsys, "*/language.json")
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(files))
	for _, file := range files {
		e, err := load(fsys, path.Dir(file))
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", path.Dir(file), err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func load(fsys fs.FS, id string) (Entry, error) {
	dockerfile, err := fs.ReadFile(fsys, id+"/Dockerfile")
	if err != nil {
		return Entry{}, err
	}
	source, err := fs.ReadFile(fsys, id+"/language.json")
	if err != nil {
		return Entry{}, err
	}
	base, err := baseOf(dockerfile)
	if err != nil {
		return Entry{}, err
	}
	var f entryFile
	strict := json.NewDecoder(bytes.NewReader(source))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&f); err != nil {
		return Entry{}, fmt.Errorf("language.json: %w", err)
	}
	return f.entry(id, base, dockerfile, source), f.check()
}

func (f *entryFile) entry(id, base string, dockerfile, source []byte) Entry {
	return Entry{
		Language: executor.Language{
			ID:       id,
			Name:     f.Name,
			FileName: f.FileName,
			Command:  f.Command,
			Env:      f.Env,
			Example:  f.Example,
			FreshIf:  f.FreshIf,
			Limits: executor.Limits{
				WallTime:    time.Duration(f.Limits.WallTimeMS) * time.Millisecond,
				MemoryBytes: f.Limits.MemoryMiB << 20,
				CPUs:        f.Limits.CPUs,
				Pids:        f.Limits.Pids,
				OutputBytes: f.Limits.OutputBytes,
			},
		},
		VersionCommand: f.VersionCommand,
		Base:           base,
		Debian:         f.Debian,
		dockerfile:     dockerfile,
		source:         source,
	}
}

// check finds what an entry cannot do without.
func (f *entryFile) check() error {
	if _, err := regexp.Compile(f.FreshIf); err != nil {
		return fmt.Errorf("language.json: freshIf: %w", err)
	}
	l := f.Limits
	switch {
	case f.Name == "" || f.FileName == "" || len(f.Command) == 0 || len(f.VersionCommand) == 0:
		return fmt.Errorf("language.json: name, fileName, command and versionCommand must be set")
	case path.Base(f.FileName) != f.FileName:
		return fmt.Errorf("language.json: fileName %q must be a plain name", f.FileName)
	case l.WallTimeMS <= 0 || l.MemoryMiB <= 0 || l.CPUs <= 0 || l.Pids <= 0 || l.OutputBytes <= 0:
		return fmt.Errorf("language.json: all limits must be positive")
	}
	return nil
}

var baseLine = regexp.MustCompile(`(?m)^ARG BASE=(\S+@sha256:[0-9a-f]{64})$`)

// baseOf finds the pinned base in a Dockerfile, which names it in an argument
// so that another can be put in its place.
func baseOf(dockerfile []byte) (string, error) {
	found := baseLine.FindSubmatch(dockerfile)
	if found == nil {
		return "", fmt.Errorf("no line `ARG BASE=image@sha256:…` in the Dockerfile")
	}
	return string(found[1]), nil
}
