package api

import (
	"strings"
	"testing"

	"github.com/edtronaut/livecode/api/ui"
)

// script is the path of one of the page's scripts.
func script() string {
	for _, a := range ui.Assets() {
		if strings.HasSuffix(a.Path, ".js") {
			return a.Path
		}
	}
	return "none"
}

func TestSecurityHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, call := range []struct{ method, path, policy, caching string }{
		{"GET", "/", pagePolicy, "no-cache"},
		{"GET", "/s/x", pagePolicy, "no-store"},
		{"GET", script(), pagePolicy, "public, max-age=31536000, immutable"},
		{"GET", "/api/languages", apiPolicy, "no-store"},
		{"POST", "/api/code-sessions", apiPolicy, "no-store"},
		{"GET", "/api/executions/1", apiPolicy, "no-store"},
		{"GET", "/api/shared/x", apiPolicy, "no-store"},
		{"GET", "/nothing", apiPolicy, "no-store"},
		{"DELETE", "/", apiPolicy, "no-store"},
		{"GET", "/healthz", apiPolicy, "no-store"},
	} {
		header := f.do(t, call.method, call.path, "").Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Content-Security-Policy":      call.policy, "Cache-Control": call.caching,
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s %s: %s %q, want %q", call.method, call.path, name, got, want)
			}
		}
	}
	for _, policy := range []string{apiPolicy, pagePolicy} {
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("policy %q is too loose", policy)
		}
	}
}
