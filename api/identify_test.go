package api

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for given, kept := range map[string]bool{
		"abc-1_2.Z": true, strings.Repeat("x", 64): true,
		"": false, strings.Repeat("x", 65): false, "a b": false, "a\nb": false, "a\"b": false, "é": false,
	} {
		r := request(t, "GET", "/healthz", "")
		r.Header["X-Request-Id"] = []string{given}
		got := f.send(r).Header().Get("X-Request-Id")
		if kept && got != given {
			t.Errorf("id %q became %q", given, got)
		}
		if _, err := uuid.Parse(got); !kept && err != nil {
			t.Errorf("id %q became %q, want a new one", given, got)
		}
	}
}
