package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/edtronaut/livecode/executor"
)

// program is a body with this code.
func program(t *testing.T, code string) string {
	t.Helper()
	text, err := json.Marshal(map[string]string{"code": code, "language": "python"})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRunBodyAccepted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, code, stdin string }{
		"least":                   {`{"code":"x","language":"python"}`, "x", ""},
		"white space around":      {" \r\n{\"code\":\"x\",\"language\":\"python\"}\n\t ", "x", ""},
		"white space only":        {program(t, " \n\t"), " \n\t", ""},
		"null stdin":              {`{"code":"x","language":"python","stdin":null}`, "x", ""},
		"NUL in stdin":            {`{"code":"x","language":"python","stdin":"a\u0000b"}`, "x", "a\x00b"},
		"10,000 letters":          {program(t, strings.Repeat("a", 10_000)), strings.Repeat("a", 10_000), ""},
		"10,000 emoji":            {program(t, strings.Repeat("😀", 10_000)), strings.Repeat("😀", 10_000), ""},
		"byte order mark":         {program(t, "\uFEFFx"), "\uFEFFx", ""},
		"CR LF":                   {program(t, "a\r\nb"), "a\r\nb", ""},
		"other members":           {`{"x":{"code":1},"code":"x","language":"python","Code":1,"CODE":"y"}`, "x", ""},
		"deep nesting beside it":  {`{"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `,"code":"x","language":"python"}`, "x", ""},
		"escapes":                 {`{"\u0063ode":"\u0078","language":"pytho\u006e"}`, "x", ""},
		"largest stdin":           {`{"code":"x","language":"python","stdin":"` + strings.Repeat("s", 1<<20) + `"}`, "x", strings.Repeat("s", 1<<20)},
		"largest stdin, escaped":  {`{"code":"x","language":"python","stdin":"` + strings.Repeat(`\u0001`, 1<<20) + `"}`, "x", strings.Repeat("\x01", 1<<20)},
		"last of two of one name": {`{"code":"x","language":"python","code":"y"}`, "y", ""},
	} {
		req, err := decodeRun([]byte(tc.body), testLanguages())
		if err != nil || req.code != tc.code || string(req.stdin) != tc.stdin || req.language != "python" {
			t.Errorf("%s: %.60q %.60q %q, %v", name, req.code, req.stdin, req.language, err)
		}
	}
}

func TestRunBodyRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	for name, tc := range map[string]struct {
		body   string
		code   code
		errors []string // "field code"
	}{
		"not JSON":         {`code=1`, codeInvalidJSON, nil},
		"cut off":          {`{"code":"x"`, codeInvalidJSON, nil},
		"blank":            {` `, codeInvalidJSON, nil},
		"array":            {`[]`, codeInvalidJSON, nil},
		"string":           {`"x"`, codeInvalidJSON, nil},
		"number":           {`1`, codeInvalidJSON, nil},
		"null":             {`null`, codeInvalidJSON, nil},
		"trailing object":  {`{"code":"x","language":"python"}{}`, codeInvalidJSON, nil},
		"trailing text":    {`{"code":"x","language":"python"} x`, codeInvalidJSON, nil},
		"invalid UTF-8":    {"{\"code\":\"\xff\",\"language\":\"python\"}", codeInvalidJSON, nil},
		"byte order mark":  {"\uFEFF{}", codeInvalidJSON, nil},
		"raw control":      {"{\"code\":\"\x00\",\"language\":\"python\"}", codeInvalidJSON, nil},
		"too deep":         {`{"x":` + strings.Repeat("[", 1_000_000), codeInvalidJSON, nil},
		"empty object":     {`{}`, codeInvalidRequest, []string{"code required", "language required"}},
		"no language":      {`{"code":"x"}`, codeInvalidRequest, []string{"language required"}},
		"no code":          {`{"language":"python"}`, codeInvalidRequest, []string{"code required"}},
		"empty code":       {`{"code":"","language":"python"}`, codeInvalidRequest, []string{"code required"}},
		"null code":        {`{"code":null,"language":"python"}`, codeInvalidRequest, []string{"code wrong_type"}},
		"numbers":          {`{"code":1,"language":2}`, codeInvalidRequest, []string{"code wrong_type", "language wrong_type"}},
		"all wrong":        {`{"code":{},"language":[],"stdin":true}`, codeInvalidRequest, []string{"code wrong_type", "language wrong_type", "stdin wrong_type"}},
		"no boolean":       {`{"code":"x","language":"python","interactive":"yes"}`, codeInvalidRequest, []string{"interactive wrong_type"}},
		"10,001 letters":   {program(t, strings.Repeat("a", 10_001)), codeInvalidRequest, []string{"code too_long"}},
		"10,001 emoji":     {program(t, strings.Repeat("😀", 10_001)), codeInvalidRequest, []string{"code too_long"}},
		"NUL in code":      {`{"code":"a\u0000","language":"python"}`, codeInvalidRequest, []string{"code invalid_character"}},
		"unknown language": {`{"code":"x","language":"cobol"}`, codeInvalidRequest, []string{"language unsupported"}},
		"language in caps": {`{"code":"x","language":"Python"}`, codeInvalidRequest, []string{"language unsupported"}},
		"empty language":   {`{"code":"x","language":""}`, codeInvalidRequest, []string{"language unsupported"}},
		"other case":       {`{"Code":"x","LANGUAGE":"python"}`, codeInvalidRequest, []string{"code required", "language required"}},
		"too much stdin":   {`{"code":"x","language":"python","stdin":"` + strings.Repeat("s", 1<<20+1) + `"}`, codeInvalidRequest, []string{"stdin too_long"}},
		"stdin by its bytes": {
			`{"code":"x","language":"python","stdin":"` + strings.Repeat("é", 1<<19) + `x"}`,
			codeInvalidRequest, []string{"stdin too_long"},
		},
	} {
		d := wantProblem(t, f.do(t, "POST", path, tc.body), 400, tc.code)
		var got []string
		for _, e := range d.Errors {
			got = append(got, e.Field+" "+string(e.Code))
			if !strings.HasPrefix(e.Message, e.Field+" ") || !strings.Contains(d.Detail, e.Message) {
				t.Errorf("%s: message %q, detail %q; want the field named in both", name, e.Message, d.Detail)
			}
		}
		if !slices.Equal(got, tc.errors) {
			t.Errorf("%s: errors %q, want %q", name, got, tc.errors)
		}
	}
	if len(f.queue.tasks) != 0 {
		t.Errorf("%d refused programs were queued", len(f.queue.tasks))
	}
}

func TestRunNamesTheLanguagesThereAre(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	w := f.do(t, "POST", f.runPath(t, ""), `{"code":"x","language":"cobol"}`)
	d := wantProblem(t, w, 400, codeInvalidRequest)
	if want := `language must be one of "javascript", "python".`; d.Errors[0].Message != want {
		t.Errorf("message %q, want %q", d.Errors[0].Message, want)
	}
}

func TestRunContentType(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	for media, status := range map[string]int{
		"application/json": 202, "application/json; charset=utf-8": 202, "Application/JSON;charset=UTF-8": 202,
		"": 415, "text/plain": 415, "application/x-www-form-urlencoded": 415, "application/jsonx": 415,
		"application/problem+json": 415, "multipart/form-data; boundary=x": 415, "application/json; charset": 415,
		"application/json; charset=utf-16": 415,
	} {
		r := request(t, "POST", path, goodRun)
		r.Header.Set("Content-Type", media)
		if w := f.send(r); w.Code != status {
			t.Errorf("Content-Type %q: status %d, want %d", media, w.Code, status)
		} else if status == 415 {
			wantProblem(t, w, 415, codeUnsupportedMedia)
		}
	}
}

// countingReader gives endless spaces and counts them.
type countingReader struct{ read int64 }

func (c *countingReader) Read(p []byte) (int, error) {
	c.read += int64(len(p))
	return copy(p, bytes.Repeat([]byte(" "), len(p))), nil
}

func TestRunRefusesALargeBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	for name, tc := range map[string]struct{ length, most int64 }{
		"says its length": {100 << 20, 0},
		"one byte over":   {maxBodyBytes + 1, discardBytes},
		"does not say":    {-1, maxBodyBytes + discardBytes + 1<<20},
	} {
		body := &countingReader{}
		r := request(t, "POST", path, "x")
		r.Body, r.ContentLength = io.NopCloser(body), tc.length
		w := f.send(r)
		wantProblem(t, w, 413, codeBodyTooLarge)
		if w.Header().Get("Connection") != "close" {
			t.Errorf("%s: the connection stays open", name)
		}
		if body.read > tc.most {
			t.Errorf("%s: %d bytes were read, want at most %d", name, body.read, tc.most)
		}
	}
}

func TestRunBodyOneByteAtATime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := request(t, "POST", f.runPath(t, ""), goodRun)
	r.Body, r.ContentLength = io.NopCloser(iotest.OneByteReader(strings.NewReader(goodRun))), -1
	if w := f.send(r); w.Code != 202 {
		t.Fatalf("status %d body %s, want 202", w.Code, w.Body)
	}
	if e, in := f.store.stored(t); e.Code != "print(input())" || string(in.Stdin) != "hi\n" {
		t.Errorf("stored %q with input %q", e.Code, in.Stdin)
	}
}

func TestRunBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := f.runPath(t, "")
	for _, tc := range []struct {
		err    error
		status int
		code   code
	}{
		{io.ErrUnexpectedEOF, 400, codeIncompleteBody},
		{iotest.ErrTimeout, 400, codeIncompleteBody},
		{timeoutError{}, 408, codeBodyTimeout},
		{errors.New("reset"), 400, codeIncompleteBody},
	} {
		r := request(t, "POST", path, goodRun)
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(goodRun[:9]), iotest.ErrReader(tc.err)))
		wantProblem(t, f.send(r), tc.status, tc.code)
	}
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

// The decoder never panics; what it accepts keeps the limits; what it refuses
// is a problem with status 400.
func FuzzDecodeRun(f *testing.F) {
	for _, seed := range []string{
		goodRun, `{}`, `null`, `[]`, `{"code":1,"language":null,"stdin":{}}`, "{\"code\":\"\xff\"}",
		`{"code":"\u0000","language":"python"}`, `{"code":"\ud800","language":"javascript"}`, `{"code":"x"}{}`,
	} {
		f.Add([]byte(seed))
	}
	languages := testLanguages()
	f.Fuzz(func(t *testing.T, body []byte) {
		req, err := decodeRun(body, languages)
		if err != nil {
			if p := problemOf(t.Context(), err); kinds[p.code].status != http.StatusBadRequest {
				t.Errorf("decodeRun(%q) fails with %v, want a problem with status 400", body, err)
			}
			return
		}
		chars := utf8.RuneCountInString(req.code)
		if chars < 1 || chars > executor.MaxCodeChars || !utf8.ValidString(req.code) || strings.Contains(req.code, "\x00") {
			t.Errorf("decodeRun(%q) accepts code %q", body, req.code)
		}
		if len(req.stdin) > executor.MaxStdinBytes || (req.language != "javascript" && req.language != "python") {
			t.Errorf("decodeRun(%q) accepts language %q, %d bytes of stdin", body, req.language, len(req.stdin))
		}
	})
}
