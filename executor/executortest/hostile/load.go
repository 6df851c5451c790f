package hostile

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed programs
var embedded embed.FS

// languages are the endings of sources.
var languages = []struct{ ending, id string }{{".py", "python"}, {".js", "javascript"}}

// Cases returns all cases, and the list that they cover.
func Cases() ([]Case, List, error) {
	programs, err := fs.Sub(embedded, "programs")
	if err != nil {
		return nil, List{}, err
	}
	cases, list, err := load(programs)
	return append(cases, generated()...), list, err
}

// file is a case as its JSON has it.
type file struct {
	Row    int      `json:"row"`
	Like   string   `json:"like"`
	About  string   `json:"about"`
	Layers []string `json:"layers"`
	Stdin  string   `json:"stdin"`
	Times  Times    `json:"times"`
	Alone  bool     `json:"alone"`
	Waits  bool     `json:"waits"`
	Sample bool     `json:"sample"`
	Uses   []string `json:"uses"` // parts of lib

	// Only says why there is no source in one of the languages.
	Only string `json:"only"`

	Expect     json.RawMessage  `json:"expect"`
	Python     json.RawMessage  `json:"python"`     // over Expect
	JavaScript json.RawMessage  `json:"javascript"` // likewise
	Where      map[string]where `json:"where"`      // over all of them, by condition
}

// where is what a [Place] makes different, and why.
type where struct {
	Reason     string          `json:"reason"`
	Expect     json.RawMessage `json:"expect"`
	Python     json.RawMessage `json:"python"`
	JavaScript json.RawMessage `json:"javascript"`
}

// loader reads cases and remembers which files were of use.
type loader struct {
	fs.FS
	used map[string]bool
}

// load reads the cases in programs. It reports all that is wrong with them.
func load(programs fs.FS) (cases []Case, list List, err error) {
	l := loader{programs, map[string]bool{}}
	errs := []error{l.decode("list.json", &list)}
	all, err := fs.Glob(programs, "*/*")
	errs = append(errs, err)
	for _, name := range all {
		if path.Ext(name) != ".json" {
			continue
		}
		c, err := l.loadCase(strings.TrimSuffix(name, ".json"))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
		cases = append(cases, c)
	}
	for _, name := range all {
		if !l.used[name] {
			errs = append(errs, fmt.Errorf("%s is used by no case", name))
		}
	}
	return cases, list, errors.Join(errs...)
}

func (l loader) read(name string) ([]byte, error) {
	l.used[name] = true
	return fs.ReadFile(l, name)
}

func (l loader) decode(name string, into any) error {
	data, err := l.read(name)
	if err != nil {
		return err
	}
	return strict(data, into)
}

// loadCase reads the case whose files begin with name.
func (l loader) loadCase(name string) (Case, error) {
	var f file
	if err := l.decode(name+".json", &f); err != nil {
		return Case{}, err
	}
	c := Case{
		Family: path.Dir(name), Name: path.Base(name),
		Row: f.Row, Like: f.Like, About: f.About, Layers: f.Layers,
		Stdin: f.Stdin, Times: f.Times, Alone: f.Alone, Waits: f.Waits, Sample: f.Sample,
	}
	for _, language := range languages {
		own, err := l.read(name + language.ending)
		if errors.Is(err, fs.ErrNotExist) && f.Only != "" {
			continue
		}
		if err != nil {
			return c, err
		}
		p, err := l.program(f, language.id, language.ending, own)
		if err != nil {
			return c, err
		}
		c.Programs = append(c.Programs, p)
	}
	if f.Only != "" && len(c.Programs) == len(languages) {
		return c, errors.New("only: it has a source in every language")
	}
	return c, c.check()
}

// program returns the program whose own source is this, with the parts that it
// uses in front.
func (l loader) program(f file, language, ending string, own []byte) (Program, error) {
	var code strings.Builder
	for _, part := range f.Uses {
		name := "lib/" + part
		if path.Ext(part) == "" {
			name += ending
		}
		text, err := l.read(name)
		if err != nil {
			return Program{}, err
		}
		code.Write(text)
	}
	code.Write(own)
	expect, err := f.expectations(language)
	return Program{Language: language, Code: code.String(), expect: expect}, err
}

// check finds what no decoder sees.
func (c Case) check() error {
	var errs []error
	want := func(ok bool, what string) {
		if !ok {
			errs = append(errs, errors.New(what))
		}
	}
	want(c.About != "", "about is missing")
	want(c.Row != 0 || c.Like != "", "it has neither a row nor what it is like")
	want(len(c.Layers) > 0, "layers are missing")
	for _, layer := range c.Layers {
		want(slices.Contains(Layers, layer), fmt.Sprintf("layer %q is unknown", layer))
	}
	want(c.Times.Short <= c.Times.Full, "times: short is more than full")
	want(len(c.Programs) > 0, "it has no source")
	return errors.Join(errs...)
}
