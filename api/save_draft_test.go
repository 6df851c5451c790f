package api

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

func (f *fixture) patch(t *testing.T, session uuid.UUID, body string, ifMatch ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := request(t, "PATCH", "/api/code-sessions/"+session.String(), body)
	for _, tag := range ifMatch {
		r.Header.Add("If-Match", tag)
	}
	return f.send(r)
}

// wantSaved checks that the answer tells the revision twice.
func wantSaved(t *testing.T, w *httptest.ResponseRecorder, revision int64) {
	t.Helper()
	got, tag := decode[draftSaved](t, w, 200), fmt.Sprintf(`"%d"`, revision)
	if got.Revision != revision || w.Header().Get("ETag") != tag {
		t.Errorf("revision %d, ETag %s; want %d, %s", got.Revision, w.Header().Get("ETag"), revision, tag)
	}
}

func TestSaveDraft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.session(t)
	type draft struct {
		Language, Code string
		Revision       int64
	}
	read := func() (*draft, string) {
		t.Helper()
		w := f.do(t, "GET", "/api/code-sessions/"+id.String(), "")
		return decode[struct{ Draft *draft }](t, w, 200).Draft, w.Header().Get("ETag")
	}
	if d, tag := read(); d != nil || tag != `"0"` {
		t.Errorf("a new session has draft %v, ETag %s; want none, \"0\"", d, tag)
	}
	wantSaved(t, f.patch(t, id, `{"language":"python","code":"1\n"}`, `"0"`), 1)
	wantSaved(t, f.patch(t, id, `{"code":"ä😀"}`, `"1"`), 2)
	wantSaved(t, f.patch(t, id, `{"language":"javascript","more":1}`, `W/"2"`), 3)
	d, tag := read()
	if d == nil || d.Language != "javascript" || d.Code != "ä😀" || d.Revision != 3 || tag != `"3"` {
		t.Errorf("draft %+v, ETag %s; want javascript, ä😀, 3", d, tag)
	}
	wantSaved(t, f.patch(t, id, `{"code":""}`), 4)
	wantSaved(t, f.patch(t, id, `{"code":"x"}`, "*"), 5)
}

func TestSaveDraftStale(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.session(t)
	wantSaved(t, f.patch(t, id, `{"code":"kept"}`), 1)
	for _, tag := range []string{`"0"`, `"2"`, `"01"`, `"abc"`, `""`, `"9223372036854775808"`} {
		wantProblem(t, f.patch(t, id, `{"code":"stale"}`, tag), 412, codeDraftChanged)
	}
	for _, tag := range []string{"1", `"1`, `"1", "2"`, `W/1`, "x", "", " "} {
		wantProblem(t, f.patch(t, id, `{"code":"stale"}`, tag), 400, codeInvalidParameter)
	}
	wantProblem(t, f.patch(t, id, `{"code":"stale"}`, `"1"`, `"2"`), 400, codeInvalidParameter)
	if d, err := f.store.Draft(t.Context(), id); err != nil || d.Code != "kept" {
		t.Errorf("draft %+v, %v; want it kept", d, err)
	}
}

func TestSaveDraftRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.session(t)
	for name, test := range map[string]struct{ body, fields string }{
		"nothing":       {`{}`, "code required"},
		"only unknown":  {`{"CODE":"1"}`, "code required"},
		"null":          {`{"code":null}`, "code wrong_type"},
		"number":        {`{"code":1,"language":2}`, "code wrong_type, language wrong_type"},
		"NUL":           {`{"code":"a\u0000"}`, "code invalid_character"},
		"too long":      {`{"code":"` + strings.Repeat("x", executor.MaxCodeChars+1) + `"}`, "code too_long"},
		"language":      {`{"language":"ruby"}`, "language unsupported"},
		"half a letter": {`{"code":"\ud800"}`, "code invalid_character"},
	} {
		var got []string
		for _, e := range wantProblem(t, f.patch(t, id, test.body), 400, codeInvalidRequest).Errors {
			got = append(got, e.Field+" "+string(e.Code))
		}
		if strings.Join(got, ", ") != test.fields {
			t.Errorf("%s: errors %q, want %q", name, got, test.fields)
		}
	}
	wantProblem(t, f.patch(t, id, `[1]`), 400, codeInvalidJSON)
	wantProblem(t, f.patch(t, newID(t), `{"code":"1"}`), 404, codeSessionNotFound)
	r := request(t, "PATCH", "/api/code-sessions/"+id.String(), `{"code":"1"}`)
	r.Header.Set("Content-Type", "text/plain")
	wantProblem(t, f.send(r), 415, codeUnsupportedMedia)
	if d, err := f.store.Draft(t.Context(), id); err != nil || d.Revision != 0 {
		t.Errorf("draft %+v, %v; want none", d, err)
	}
}
