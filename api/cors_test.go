package api

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func withOrigins(origins ...string) func(*Config) {
	return func(c *Config) { c.Access.Origins = origins }
}

// browse sends a request as a page of that origin does.
func (f *fixture) browse(t *testing.T, origin, method, path string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := request(t, method, path, "")
	r.Header.Set("Origin", origin)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	return f.send(r)
}

var preflight = map[string]string{
	"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	f := newFixture(t, withOrigins("https://a.example", "http://localhost:5173"))
	for origin, want := range map[string]string{
		"https://a.example": "https://a.example", "http://localhost:5173": "http://localhost:5173",
		"https://b.example": "", "http://a.example": "", "https://a.example:444": "", "https://a.example.evil": "", "null": "",
	} {
		for _, path := range []string{"/api/code-sessions", "/api/code-sessions/x/run", "/api/languages"} {
			w := f.browse(t, origin, "OPTIONS", path, preflight)
			header := w.Header()
			if w.Code != 204 || header.Get("Access-Control-Allow-Origin") != want || header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("preflight from %s: status %d, headers %v, want 204 and origin %q", origin, w.Code, header, want)
			}
			if !strings.Contains(strings.Join(header.Values("Vary"), ","), "Origin") {
				t.Errorf("preflight from %s: Vary %q, want Origin in it", origin, header.Values("Vary"))
			}
			if want == "" {
				continue
			}
			if header.Get("Access-Control-Allow-Methods") != "POST" || header.Get("Access-Control-Max-Age") != "600" ||
				header.Get("Access-Control-Allow-Headers") != preflight["Access-Control-Request-Headers"] {
				t.Errorf("preflight from %s allows %v", origin, header)
			}
		}
	}
}

// A preflight carries no key.
func TestPreflightNeedsNoKey(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, withOrigins("https://a.example"))
	w := k.browse(t, "https://a.example", "OPTIONS", "/api/code-sessions", preflight)
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "https://a.example" {
		t.Errorf("status %d, headers %v, want 204 and the origin", w.Code, w.Header())
	}
	w = k.browse(t, "https://a.example", "POST", "/api/code-sessions", nil)
	wantProblem(t, w, 401, codeAPIKeyRequired) // which the page can read
	if w.Header().Get("Access-Control-Allow-Origin") != "https://a.example" {
		t.Errorf("a refusal has the headers %v, want the origin", w.Header())
	}
}

func TestAnswersToOtherOrigins(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		origins []string
		origin  string
		fetch   string // Sec-Fetch-Site
		allowed string
		status  int // of a POST
	}{
		{"none by default", nil, "https://a.example", "", "", 403},
		{"none by default, said by the browser", nil, "https://a.example", "cross-site", "", 403},
		{"another port of this machine", nil, "http://example.com:5173", "same-site", "", 403},
		{"no page in particular", nil, "null", "", "", 403},
		{"its own page", nil, "http://example.com", "", "", 201},
		{"its own page behind a proxy", nil, "https://code.example", "same-origin", "", 201},
		{"one that is listed", []string{"https://a.example"}, "https://a.example", "cross-site", "https://a.example", 201},
		{"one that is not", []string{"https://a.example"}, "https://b.example", "cross-site", "", 403},
		{"all", []string{"*"}, "https://b.example", "cross-site", "*", 201},
	} {
		f := newFixture(t, withOrigins(tc.origins...))
		header := map[string]string{}
		if tc.fetch != "" {
			header["Sec-Fetch-Site"] = tc.fetch
		}
		for method, status := range map[string]int{"GET": 200, "POST": tc.status} {
			path := map[string]string{"GET": "/api/languages", "POST": "/api/code-sessions"}[method]
			w := f.browse(t, tc.origin, method, path, header)
			if w.Code != status {
				t.Errorf("%s: %s: status %d, want %d", tc.name, method, w.Code, status)
			}
			if status == 403 {
				wantProblem(t, w, 403, codeCrossOrigin)
			}
			got := w.Header()
			if got.Get("Access-Control-Allow-Origin") != tc.allowed || got.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s: %s: headers %v, want origin %q and no credentials", tc.name, method, got, tc.allowed)
			}
			exposed := got.Get("Access-Control-Expose-Headers")
			for _, name := range []string{"X-Request-Id", "Retry-After", "Location", "Idempotent-Replayed"} {
				if strings.Contains(strings.ToLower(exposed), strings.ToLower(name)) != (tc.allowed != "") {
					t.Errorf("%s: %s: exposed %q, wrong about %s", tc.name, method, exposed, name)
				}
			}
		}
	}
}

// Programs that are no browsers have no origin, and are asked for none.
func TestProgramsHaveNoOrigin(t *testing.T) {
	t.Parallel()
	for _, origins := range [][]string{nil, {"https://a.example"}} {
		if w := newFixture(t, withOrigins(origins...)).do(t, "POST", "/api/code-sessions", ""); w.Code != 201 {
			t.Errorf("with origins %v: status %d, want 201", origins, w.Code)
		}
	}
}

func TestCheckOrigin(t *testing.T) {
	t.Parallel()
	for origin, ok := range map[string]bool{
		"*": true, "https://a.example": true, "http://localhost:5173": true,
		"": false, "a.example": false, "https://a.example/": false, "https://a.example/x": false, "https://A.example": false,
		"https://*.example": false, "null": false, "https://": false,
	} {
		if err := CheckOrigin(origin); (err == nil) != ok {
			t.Errorf("CheckOrigin(%q) = %v, want ok: %t", origin, err, ok)
		}
	}
}
