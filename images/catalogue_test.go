package images

import (
	"io"
	"testing"
	"testing/fstest"
)

func TestCatalogueHoldsTheTwoLanguages(t *testing.T) {
	t.Parallel()
	entries, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
		if e.Limits.WallTime.Seconds() != 5 {
			t.Errorf("%s: WallTime = %v, want 5s", e.ID, e.Limits.WallTime)
		}
		if e.Env["HOME"] == "" || e.Env["LANG"] != "C.UTF-8" {
			t.Errorf("%s: environment %v lacks HOME or a UTF-8 LANG", e.ID, e.Env)
		}
	}
	if len(ids) != 2 || ids[0] != "javascript" || ids[1] != "python" {
		t.Errorf("Catalogue() = %v, want javascript, python", ids)
	}
}

const (
	goodDockerfile = "ARG BASE=x:1@sha256:0000000000000000000000000000000000000000000000000000000000000000\nFROM ${BASE}\n"
	goodEntry      = `{"name": "X", "fileName": "x", "command": ["x"], "versionCommand": ["x"],
		"limits": {"wallTimeMs": 1, "memoryMiB": 1, "cpus": 1, "pids": 1, "outputBytes": 1}}`
)

func TestLoadRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dockerfile, entry string
		ok                bool
	}{
		"as it should be":  {goodDockerfile, goodEntry, true},
		"base not pinned":  {"ARG BASE=x:1\nFROM ${BASE}\n", goodEntry, false},
		"no base":          {"FROM x\n", goodEntry, false},
		"unknown field":    {goodDockerfile, `{"title": "X"}`, false},
		"no limits":        {goodDockerfile, `{"name": "X", "fileName": "x", "command": ["x"], "versionCommand": ["x"]}`, false},
		"name with a path": {goodDockerfile, `{"name": "X", "fileName": "../x", "command": ["x"], "versionCommand": ["x"], "limits": {"wallTimeMs": 1, "memoryMiB": 1, "cpus": 1, "pids": 1, "outputBytes": 1}}`, false},
		"not JSON":         {goodDockerfile, `name: X`, false},
	} {
		_, err := Load(fstest.MapFS{"x/Dockerfile": {Data: []byte(c.dockerfile)}, "x/language.json": {Data: []byte(c.entry)}})
		if (err == nil) != c.ok {
			t.Errorf("%s: Load() = %v, want ok %t", name, err, c.ok)
		}
	}
}

func TestHashChangesWithEachPart(t *testing.T) {
	t.Parallel()
	e := Entry{dockerfile: []byte("d"), source: []byte("s")}
	hashes := map[string]bool{
		e.Hash([]byte("r"), "b"):  true,
		e.Hash([]byte("r2"), "b"): true,
		e.Hash([]byte("r"), "b2"): true,
		Entry{dockerfile: []byte("d2"), source: []byte("s")}.Hash([]byte("r"), "b"): true,
		Entry{dockerfile: []byte("d"), source: []byte("s2")}.Hash([]byte("r"), "b"): true,
		Entry{dockerfile: []byte("ds"), source: nil}.Hash([]byte("r"), "b"):         true,
	}
	if len(hashes) != 6 {
		t.Errorf("6 different contents have %d hashes", len(hashes))
	}
}

func TestContextIsReproducible(t *testing.T) {
	t.Parallel()
	e := Entry{dockerfile: []byte("d")}
	var contexts [2]string
	for i := range contexts {
		r, err := e.Context([]byte("runner"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		contexts[i] = string(b)
	}
	if contexts[0] != contexts[1] || contexts[0] == "" {
		t.Errorf("two contexts of the same content differ: %d and %d bytes", len(contexts[0]), len(contexts[1]))
	}
}
