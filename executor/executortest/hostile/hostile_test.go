package hostile

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/edtronaut/livecode/executor"
)

func cases(t *testing.T) ([]Case, List) {
	t.Helper()
	all, list, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	return all, list
}

// TestCases: every case belongs to a family and covers a row that there is or
// goes beyond the list, no two have the same name, and the API takes each
// source unless it has to refuse it.
func TestCases(t *testing.T) {
	t.Parallel()
	all, list := cases(t)
	families := map[string]bool{}
	for _, f := range list.Families {
		families[f.Name] = true
	}
	seen := map[string]bool{}
	for _, c := range all {
		name := c.Family + "/" + c.Name
		if seen[name] {
			t.Errorf("there are two cases %s", name)
		}
		seen[name] = true
		if !families[c.Family] {
			t.Errorf("%s: the list has no family %s", name, c.Family)
		}
		if c.Row != 0 && list.Rows[c.Row] == "" {
			t.Errorf("%s: the list has no row %d", name, c.Row)
		}
		for _, p := range c.Programs {
			e, _ := p.Expect(Place{Runtime: "runc", Cgroup: "2", Arch: "amd64"})
			if n := utf8.RuneCountInString(p.Code); e.Refused == nil && (n == 0 || n > executor.MaxCodeChars) {
				t.Errorf("%s: the source in %s has %d characters, want 1 to %d", name, p.Language, n, executor.MaxCodeChars)
			}
		}
	}
}

// programs is a folder of one good case.
func programs() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"list.json":    file(`{"families": [{"name": "time", "about": "loops"}], "rows": {"1": "loops"}}`),
		"lib/first.py": file("first\n"),
		"lib/any.txt":  file("any\n"),
		"time/loop.py": file("own\n"),
		"time/loop.json": file(`{"row": 1, "about": "loops", "layers": ["deadline"], "only": "for the test", "uses": ["any.txt", "first"],
			"expect": {"status": "TIMEOUT", "termination": "wall_timeout", "stdout": {"holds": ["x"]}},
			"python": {"stdout": "y"},
			"where": {"runsc": {"reason": "it is slow", "expect": {"status": ["FAILED", "TIMEOUT"]}}}}`),
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	all, _, err := load(programs())
	if err != nil || len(all) != 1 || len(all[0].Programs) != 1 {
		t.Fatalf("load() = %v, %v, want one program", all, err)
	}
	p := all[0].Programs[0]
	if p.Code != "any\nfirst\nown\n" {
		t.Errorf("code = %q, want the parts that it uses in front", p.Code)
	}
	e, reason := p.Expect(Place{Runtime: "runc"})
	if len(e.Status) != 1 || e.Stdout.Is == nil || e.Stdout.Holds != nil || reason != "" {
		t.Errorf("Expect() on runc = %+v, %q, want the language's in the place of the case's", e, reason)
	}
	e, reason = p.Expect(Place{Runtime: "runsc"})
	if len(e.Status) != 2 || *e.Stdout.Is != "y" || reason != "it is slow" {
		t.Errorf("Expect() on runsc = %+v, %q, want its own status, and why", e, reason)
	}
}

// TestLoadIsStrict: nothing in the folder may go unread or be misspelt.
func TestLoadIsStrict(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, old, new, want, also string }{
		"unknown member":             {"time/loop.json", `"about"`, `"abuot"`, "abuot", ""},
		"unknown expectation":        {"time/loop.json", `"termination"`, `"terminated"`, "terminated", ""},
		"unknown member of a text":   {"time/loop.json", `"holds"`, `"hold"`, "hold", ""},
		"unknown layer":              {"time/loop.json", `"deadline"`, `"luck"`, "luck", ""},
		"unknown termination":        {"time/loop.json", `"wall_timeout"`, `"timeout"`, "timeout", ""},
		"status that is none":        {"time/loop.json", `["FAILED", "TIMEOUT"]`, `"RUNNING"`, "RUNNING", ""},
		"other place without reason": {"time/loop.json", `"it is slow"`, `""`, "reason", ""},
		"one language without why":   {"time/loop.json", `"for the test"`, `""`, "loop.js", ""},
		"why, with both languages":   {"time/loop.js", "", "own", "every language", "lib/first.js"},
		"a file that nobody uses":    {"time/notes.txt", "", "notes", "notes.txt", ""},
		"a source without a case":    {"time/other.py", "", "other", "other.py", ""},
		"a part that is not there":   {"time/loop.json", `"first"`, `"second"`, "second", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := programs()
			if c.also != "" {
				folder[c.also] = &fstest.MapFile{}
			}
			file := folder[c.file]
			if file == nil {
				file = &fstest.MapFile{}
				folder[c.file] = file
			}
			file.Data = []byte(strings.Replace(string(file.Data), c.old, c.new, 1))
			if _, _, err := load(folder); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("load() = %v, want an error that names %q", err, c.want)
			}
		})
	}
}

// TestDeviations: a record that is as expected has none, and each member that
// is not is told.
func TestDeviations(t *testing.T) {
	t.Parallel()
	good := func() (Expectation, Record) {
		code, took, cpu, peak, stdout := 1, int64(30), 20.0, int64(9<<20), "a\nb\n"
		e := exited(1)
		e.WallMs, e.CPUMs, e.PeakMiB = &Range{0, 100}, &Range{1, 50}, &Range{5, 20}
		e.Stdout = &Text{Is: &stdout, Lines: []string{"a", "[b-z]"}, Bytes: &Range{4, 4}}
		return e, Record{
			Status: "FAILED", Termination: "exited", ExitCode: &code, Attempt: 1,
			ExecutionTime: &took, CPUTimeMs: &cpu, PeakMemoryBytes: &peak, Stdout: stdout, StdoutBytes: 4,
		}
	}
	if e, r := good(); len(e.Deviations(r)) != 0 {
		t.Errorf("Deviations() = %q, want none", e.Deviations(r))
	}
	for name, spoil := range map[string]func(*Expectation, *Record){
		"status":      func(_ *Expectation, r *Record) { r.Status = "COMPLETED" },
		"termination": func(_ *Expectation, r *Record) { r.Termination = "oom" },
		"exitCode":    func(_ *Expectation, r *Record) { *r.ExitCode = 2 },
		"no exitCode": func(_ *Expectation, r *Record) { r.ExitCode = nil },
		"signal":      func(_ *Expectation, r *Record) { r.Signal = "SIGKILL" },
		"attempt":     func(_ *Expectation, r *Record) { r.Attempt = 2 },
		"wall time":   func(_ *Expectation, r *Record) { *r.ExecutionTime = 101 },
		"deadline":    func(e *Expectation, r *Record) { *r.ExecutionTime = 5501; e.WallMs = nil },
		"CPU time":    func(_ *Expectation, r *Record) { *r.CPUTimeMs = 0.5 },
		"no CPU time": func(_ *Expectation, r *Record) { r.CPUTimeMs = nil },
		"memory":      func(_ *Expectation, r *Record) { *r.PeakMemoryBytes = 1 << 20 },
		"memory cap":  func(e *Expectation, r *Record) { *r.PeakMemoryBytes = 257 << 20; e.PeakMiB = nil },
		"omitted":     func(e *Expectation, r *Record) { r.StdoutTruncated, e.Stdout.Truncated = true, OneOf[bool]{true} },
		"lacking":     func(e *Expectation, r *Record) { r.StdoutBytes, e.Stdout.Bytes = 5, nil },
		"stdout":      func(_ *Expectation, r *Record) { r.Stdout = "a\nc\n" },
		"a line":      func(e *Expectation, r *Record) { r.Stdout = "a\nB\n"; e.Stdout.Is = nil },
		"a line less": func(e *Expectation, r *Record) { r.Stdout = "a\n"; e.Stdout.Is = nil },
		"a line more": func(e *Expectation, r *Record) { r.Stdout = "a\nb\nc\n"; e.Stdout.Is = nil },
		"stdoutBytes": func(_ *Expectation, r *Record) { r.StdoutBytes = 5 },
		"truncated":   func(_ *Expectation, r *Record) { r.StdoutTruncated = true },
		"lossy":       func(_ *Expectation, r *Record) { r.StdoutLossy = true },
		"holds":       func(e *Expectation, _ *Record) { e.Stdout.Holds = []string{"x"} },
		"lacks":       func(e *Expectation, _ *Record) { e.Stdout.Lacks = []string{"a"} },
		"ends":        func(e *Expectation, _ *Record) { e.Stdout.Ends = "x" },
		"sequence":    func(e *Expectation, _ *Record) { e.Stdout = &Text{Sequence: 2} },
	} {
		e, r := good()
		if spoil(&e, &r); len(e.Deviations(r)) == 0 {
			t.Errorf("%s: Deviations() finds nothing wrong", name)
		}
	}
}

// TestLate: a program that was ended as it should be, but too late, may be run
// again; nothing else may.
func TestLate(t *testing.T) {
	t.Parallel()
	record := func(change func(*Record)) Record {
		took := int64(5800)
		r := Record{Status: "TIMEOUT", Termination: "wall_timeout", Attempt: 1, ExecutionTime: &took}
		change(&r)
		return r
	}
	e := Expectation{
		Status: OneOf[string]{"TIMEOUT"}, Termination: OneOf[string]{"wall_timeout"},
		WallMs: &Range{4900, 5500}, CPUMs: &Range{200, 10_000},
	}
	for name, c := range map[string]struct {
		change func(*Record)
		late   bool
	}{
		"late":      {func(*Record) {}, true},
		"in time":   {func(r *Record) { *r.ExecutionTime = 5000; r.CPUTimeMs = new(300.0) }, false},
		"uncounted": {func(r *Record) { *r.ExecutionTime = 5000 }, false},
		"run twice": {func(r *Record) { r.Attempt = 2 }, false},
		"otherwise": {func(r *Record) { r.Status, r.Termination = "FAILED", "oom" }, false},
		"too early": {func(r *Record) { *r.ExecutionTime = 4000 }, false},
		"too large": {func(r *Record) { r.PeakMemoryBytes = new(int64(257 << 20)) }, false},
		"no time":   {func(r *Record) { r.ExecutionTime = nil }, false},
		"bytes":     {func(r *Record) { r.StdoutBytes = 3 }, false},
	} {
		if got := e.Late(record(c.change)); got != c.late {
			t.Errorf("%s: Late() = %t, want %t", name, got, c.late)
		}
	}
}
