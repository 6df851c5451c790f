package api

import (
	"strings"
	"testing"
)

func TestLanguages(t *testing.T) {
	t.Parallel()
	const limits = `"limits":{"wallTimeMs":5000,"memoryBytes":268435456,"cpus":1,"pids":64,` +
		`"outputBytes":1048576,"codeChars":10000,"stdinBytes":1048576}}`
	const want = `{"languages":[` +
		`{"id":"javascript","name":"JavaScript","version":"24.1.0","image":"livecode-javascript:1",` +
		`"fileName":"main.js","example":"console.log(1 < 2)\n",` + limits + `,` +
		`{"id":"python","name":"Python","fileName":"main.py","example":"print(1)\n",` + limits + `]}`
	w := newFixture(t).do(t, "GET", "/api/languages", "")
	if got := strings.TrimSuffix(w.Body.String(), "\n"); w.Code != 200 || got != want {
		t.Errorf("status %d\n got %s\nwant %s", w.Code, got, want)
	}
}

func TestLanguagesOfAnEmptyCatalogue(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(cfg *Config) { cfg.Languages = func() []Language { return nil } })
	if got := f.do(t, "GET", "/api/languages", "").Body.String(); got != `{"languages":[]}`+"\n" {
		t.Errorf("got %s, want an empty list", got)
	}
}
