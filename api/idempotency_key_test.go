package api

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestParseKey(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		lines []string
		want  string // empty if it is refused
	}{
		{[]string{`"8e03978e-40d5-43e8-bc93-6894a57f9324"`}, "8e03978e-40d5-43e8-bc93-6894a57f9324"},
		{[]string{`8e03978e-40d5-43e8-bc93-6894a57f9324`}, "8e03978e-40d5-43e8-bc93-6894a57f9324"},
		{[]string{` "a b" `}, "a b"},
		{[]string{`"say \"a\\b\""`}, `say "a\b"`},
		{[]string{`"a,b;c"`}, "a,b;c"},
		{[]string{"a:b/c=d+e_f.g~h"}, "a:b/c=d+e_f.g~h"},
		{[]string{strings.Repeat("k", 255)}, strings.Repeat("k", 255)},
		{[]string{strings.Repeat("k", 256)}, ""},
		{[]string{`"` + strings.Repeat("k", 256) + `"`}, ""},
		{[]string{""}, ""},
		{[]string{`""`}, ""},
		{[]string{`"`}, ""},
		{[]string{`"a`}, ""},
		{[]string{`a"`}, ""},
		{[]string{`"a"b`}, ""},
		{[]string{`"a\"`}, ""},
		{[]string{`"a\n"`}, ""}, // only quotes and backslashes are escaped
		{[]string{`"a\`}, ""},
		{[]string{`"a";p=1`}, ""},
		{[]string{`"a", "b"`}, ""},
		{[]string{"a b"}, ""},
		{[]string{"a,b"}, ""},
		{[]string{"ké"}, ""},
		{[]string{"\"k\t\""}, ""},
		{[]string{"a", "a"}, ""},
		{nil, ""},
	} {
		got, ok := parseKey(tc.lines)
		if ok != (tc.want != "") || (ok && got != tc.want) {
			t.Errorf("parseKey(%q) = %q, %t, want %q", tc.lines, got, ok, tc.want)
		}
	}
}

// What is accepted is short and printable, and means the same when it is
// written in quotes.
func FuzzParseKey(f *testing.F) {
	for _, seed := range []string{`"a\"b"`, "abc", `"a";b`, "\"\\", "", "a\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		key, ok := parseKey([]string{line})
		if !ok {
			return
		}
		if key == "" || len(key) > maxKeyChars || strings.ContainsFunc(key, func(c rune) bool { return c < ' ' || c > '~' }) {
			t.Fatalf("parseKey(%q) = %q", line, key)
		}
		quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key) + `"`
		if again, ok := parseKey([]string{quoted}); !ok || again != key {
			t.Fatalf("parseKey(%q) = %q, but parseKey(%q) = %q, %t", line, key, quoted, again, ok)
		}
	})
}

// Whatever changes what a run does must change its fingerprint: see [handler.runKey].
func TestFingerprintCoversTheWholeRun(t *testing.T) {
	t.Parallel()
	h := newHandler(Config{})
	session := uuid.New()
	base := runRequest{code: "a", language: "b", stdin: []byte("c")}
	changed := map[string]runRequest{
		"code":        {code: "x", language: "b", stdin: []byte("c")},
		"language":    {code: "a", language: "x", stdin: []byte("c")},
		"stdin":       {code: "a", language: "b", stdin: []byte("x")},
		"interactive": {code: "a", language: "b", stdin: []byte("c"), interactive: true},
		"shifted":     {code: "ab", language: "", stdin: []byte("c")},
	}
	for field := range reflect.TypeFor[runRequest]().Fields() {
		if _, covered := changed[field.Name]; !covered {
			t.Errorf("runRequest has a field %s: add it to runKey, and to this test", field.Name)
		}
	}
	fingerprint := func(session uuid.UUID, req runRequest, method string) [32]byte {
		r := request(t, method, "/", "")
		r.Header.Set("Idempotency-Key", "k")
		key, err := h.runKey(r, session, req, 0)
		if err != nil {
			t.Fatalf("runKey(%+v): %v", req, err)
		}
		return key.Fingerprint
	}
	first := fingerprint(session, base, http.MethodPost)
	if fingerprint(session, base, http.MethodPost) != first {
		t.Error("the same run has two fingerprints")
	}
	for name, req := range changed {
		if fingerprint(session, req, http.MethodPost) == first {
			t.Errorf("a run with another %s has the same fingerprint", name)
		}
	}
	if fingerprint(uuid.New(), base, http.MethodPost) == first || fingerprint(session, base, http.MethodPut) == first {
		t.Error("a run of another session or method has the same fingerprint")
	}
}
